//! One case of the worklist.

use kernel::{Problem, Staff};
use web::ui::desk::{Mark, Owner, WorkRow};
use web::ui::{Tone, fmt};

use super::time::{Urgency, time};
use super::words;
use crate::model::{Channel, Source, State};
use crate::service::{Cases, Loaded};
use crate::store::file;

/// The bands of the list in their order: title, remark and class.
pub(super) const BANDS: [(Urgency, &str, &str, &str); 6] = [
    (Urgency::Over, "已超期", "请先办", "bad"),
    (Urgency::Today, "今天到期", "下班以前", "warn"),
    (Urgency::Soon, "3 个工作日内", "", ""),
    (Urgency::Later, "之后", "", ""),
    (Urgency::Held, "暂停计时", "补正、检测等期间不计入期限", ""),
    (Urgency::Done, "不再计时", "没有要遵守的期限，或者已经办完", ""),
];

/// The row of a case; `tab` is the filter to come back to.
pub(super) async fn row(
    cases: &Cases,
    staff: &Staff,
    posts: &[String],
    tab: &str,
    row: file::row::Model,
) -> Result<(Urgency, WorkRow), Problem> {
    let post = row.post.clone();
    let loaded = cases.open(row).await?;
    let (case, today) = (&loaded.case, cases.kernel.clock.today());
    let clock = time(cases, &loaded);
    let href = format!("/desk/cases/{}", case.number);
    let owner = match &loaded.claimed {
        Some((id, ..)) if *id == staff.id => Owner::Named("我".into()),
        Some((_, name, _)) => Owner::Named(name.clone()),
        None if posts.contains(&post) => Owner::Claim(format!("{href}/claim?tab={tab}")),
        None => Owner::Named(String::new()),
    };
    let received = kernel::shanghai(case.submitted_at).date_naive();
    let shown = WorkRow {
        id: case.number.clone(),
        item: items::sentence(&case.filed.title),
        situation: String::new(),
        number: case.number.clone(),
        who: (
            case.filed.applicant_name.clone(),
            words::kind(case.filed.applicant_kind).into(),
        ),
        step: step(cases, &loaded),
        marks: marks(&loaded, clock.urgency),
        source: (
            channel(case.filed.channel).into(),
            format!("{}收", fmt::date(received, today)),
        ),
        owner,
        selected: false,
        over: clock.urgency == Urgency::Over,
        here: false,
        left: clock.left,
        href,
    };
    Ok((clock.urgency, shown))
}

/// How a case came in, in two or three characters.
const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Portal => "网上",
        Channel::Api => "对接",
        Channel::Window => "窗口",
        Channel::Body => "依职权",
    }
}

fn step(cases: &Cases, loaded: &Loaded) -> (String, String) {
    let (case, today) = (&loaded.case, cases.kernel.clock.today());
    let step = cases.current_step(loaded);
    match (case.state, step) {
        (State::Received, _) => ("受理".into(), "不答复将视为受理".into()),
        (State::Correcting, _) => {
            let told = case.correction.as_ref().map(|c| {
                let asked = kernel::shanghai(c.asked_at).date_naive();
                format!("{}告知，限{}", fmt::date(asked, today), fmt::date(c.until, today))
            });
            ("补正".into(), told.unwrap_or_default())
        }
        (State::Granted, None) if case.made.is_empty() => ("待缴费".into(), "缴费后制作结果".into()),
        (State::Granted | State::Refused, None) => ("送达".into(), case.filed.delivery.words().into()),
        (_, Some(step)) => {
            let points = cases.judge(loaded, |_, view| crate::lifecycle::points(view, &step.id).count());
            let note = if points > 0 {
                format!("要点 {points} 项")
            } else {
                String::new()
            };
            (step.name, note)
        }
        (state, None) => (state.words().into(), String::new()),
    }
}

/// Marks of a case: always words.
pub(super) fn marks(loaded: &Loaded, urgency: Urgency) -> Vec<Mark> {
    let case = &loaded.case;
    let mut marks = Vec::new();
    let mut tag = |tone, text: String| marks.push(Mark::Tag(tone, text));
    if case.state == State::Received && matches!(urgency, Urgency::Today | Urgency::Over) {
        tag(Tone::Warn, "逾期即受理".into());
    }
    if matches!(case.accepted, Some((_, true))) {
        tag(Tone::Warn, "依法视为受理".into());
    }
    let owed = case
        .materials
        .iter()
        .filter(|h| matches!(h.source, Source::Owed { .. }))
        .count();
    if owed > 0 && !case.state.is_final() {
        tag(Tone::Info, format!("容缺 {owed} 项"));
    }
    if case.correction.is_some() {
        tag(Tone::Plain, "补正 1 次".into());
    }
    if let Some((units, _)) = &case.extended {
        tag(Tone::Plain, format!("延期 {units} 日"));
    }
    marks
}
