//! Whether the rows of cases say what their events say, and case numbers have no gap.

use std::collections::BTreeMap;

use kernel::ledger::event;
use kernel::verify::{Report, Series};
use kernel::{Id, Problem};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::service::Cases;
use crate::store::file;

/// Rows of one page.
const PAGE: u64 = 1000;

impl Cases {
    /// Compares the row of a case with what its events make of it.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn verify_case(&self, events: &[event::Model], report: &mut Report) -> Result<(), Problem> {
        let Some(first) = events.first().filter(|e| e.kind.starts_with("case.")) else {
            return Ok(());
        };
        report.count("办件");
        let id = first.stream;
        let Some(row) = file::find(self.kernel.db.read(), id).await? else {
            report.fault("办件", id, "账本里有，办件表里没有");
            return Ok(());
        };
        let place = format!("办件{}", row.number);
        let (Ok(kept), Ok(told)) = (file::open(&self.kernel.keys, &row), self.fold(events)) else {
            report.fault("办件", place, "加密的内容打不开：被改过，或者密钥不对");
            return Ok(());
        };
        let same = told.is_some_and(|told| told == kept);
        let columns = row.seq == kept.seq
            && row.number == kept.number
            && row.state == kept.state.name()
            && row.applicant == kept.filed.applicant_name
            && row.title == kept.filed.title;
        if !same {
            report.fault("办件", place, "和账本重新算出来的不一样");
        } else if !columns {
            report.fault("办件", place, "列表用的栏目和内容不一样");
        }
        Ok(())
    }

    /// Every row has its events, and the numbers of each region and day have no gap.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn verify_rows(&self, report: &mut Report) -> Result<(), Problem> {
        use file::row::Column;
        let db = self.kernel.db.read();
        let mut series: BTreeMap<String, Series> = BTreeMap::new();
        let mut last: Option<(kernel::Region, Id)> = None;
        loop {
            let mut asked = file::row::Entity::find()
                .select_only()
                .columns([Column::Region, Column::Id, Column::Number])
                .order_by_asc(Column::Region)
                .order_by_asc(Column::Id)
                .limit(PAGE);
            if let Some((region, id)) = last {
                let here = Condition::all().add(Column::Region.eq(region)).add(Column::Id.gt(id));
                asked = asked.filter(Condition::any().add(Column::Region.gt(region)).add(here));
            }
            let page: Vec<(kernel::Region, Id, String)> = asked.into_tuple().all(db).await?;
            if page.is_empty() {
                break;
            }
            for (region, id, number) in page {
                report.count("办件行");
                if event::Entity::find_by_id((region, id, 1)).count(db).await? == 0 {
                    report.fault("办件", format!("办件{number}"), "办件表里有，账本里没有");
                }
                // Region, day, serial of the day, check character.
                if let (Some(day), Some(serial)) = (number.get(..14), number.get(14..20)) {
                    let serial = serial.parse().unwrap_or_default();
                    series.entry(day.to_owned()).or_default().add(serial);
                }
                last = Some((region, id));
            }
        }
        let taken = kernel::serial::taken(db, "case").await?;
        let there = *report.counts.get("办件行").unwrap_or(&0) as i64;
        if taken != there {
            report.fault("办件编号", "合计", format!("发出了{taken}个编号，办件只有{there}件"));
        }
        for (day, numbers) in series {
            if let Some(fault) = numbers.fault() {
                report.fault("办件编号", day, fault);
            }
        }
        Ok(())
    }
}
