//! What can happen to a case, and what each event makes of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Id, shanghai};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use workcal::{Event as ClockEvent, EventKind as ClockKind};

use crate::model::{
    Case, Content, Correction, CorrectionItem, Decision, Filed, Handed, Made, Paid, Rating, Source, Special, State,
    StepDone, Verdict, Way, Who,
};

/// One event of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "happened", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the model, where they are explained")]
pub enum Happened {
    /// 申请提交: the case begins.
    Submitted {
        number: String,
        filed: Filed,
        content: Content,
        materials: Vec<Handed>,
    },
    /// 补正告知.
    CorrectionAsked {
        items: Vec<CorrectionItem>,
        until: NaiveDate,
        by: Who,
    },
    /// 补正材料收齐.
    Supplied { content: Content, materials: Vec<Handed> },
    /// 受理; by law when the body kept silent.
    Accepted {
        by_law: bool,
        by: Who,
        owed: BTreeMap<String, NaiveDate>,
    },
    /// 不予受理.
    NotAccepted { reason: String, basis: String, by: Who },
    /// One person's work at a step.
    Worked {
        step: String,
        by: Who,
        opinion: String,
        verdicts: BTreeMap<String, Verdict>,
        fields: Map<String, Value>,
        last: bool,
    },
    /// 退回: an earlier step is open again.
    Returned {
        step: String,
        to: String,
        by: Who,
        reason: String,
    },
    /// 特别程序开始.
    SpecialBegun {
        procedure: String,
        name: String,
        stops_clock: bool,
        expected: NaiveDate,
        by: Who,
    },
    /// 特别程序结束.
    SpecialEnded { procedure: String, result: String, by: Who },
    /// 延期.
    Extended { by_units: u32, reason: String, by: Who },
    /// 容缺材料补齐.
    OwedSupplied { materials: Vec<Handed> },
    /// 决定.
    Decided {
        granted: bool,
        reason: String,
        basis: String,
        number: String,
        by: Who,
    },
    /// 证照或文书制作.
    Made { made: Vec<Made> },
    /// 缴费登记.
    Paid {
        fee: String,
        fen: i64,
        receipt: String,
        by: Who,
    },
    /// 送达.
    Delivered { way: Way, to: String, by: Who },
    /// 办结.
    Closed,
    /// 撤回.
    Withdrawn { reason: String, by: Who },
    /// 终止.
    Terminated { reason: String, by: Who },
    /// 评价.
    Rated {
        level: u8,
        reasons: Vec<String>,
        text: String,
    },
}

impl Happened {
    /// The kind in the ledger.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Submitted { .. } => "case.submitted",
            Self::CorrectionAsked { .. } => "case.correction_asked",
            Self::Supplied { .. } => "case.supplied",
            Self::Accepted { .. } => "case.accepted",
            Self::NotAccepted { .. } => "case.not_accepted",
            Self::Worked { .. } => "case.worked",
            Self::Returned { .. } => "case.returned",
            Self::SpecialBegun { .. } => "case.special_begun",
            Self::SpecialEnded { .. } => "case.special_ended",
            Self::Extended { .. } => "case.extended",
            Self::OwedSupplied { .. } => "case.owed_supplied",
            Self::Decided { .. } => "case.decided",
            Self::Made { .. } => "case.made",
            Self::Paid { .. } => "case.paid",
            Self::Delivered { .. } => "case.delivered",
            Self::Closed => "case.closed",
            Self::Withdrawn { .. } => "case.withdrawn",
            Self::Terminated { .. } => "case.terminated",
            Self::Rated { .. } => "case.rated",
        }
    }
}

/// The case after its first event; anything else cannot begin one.
pub fn begin(id: Id, at: DateTime<Utc>, first: Happened) -> Option<Case> {
    let Happened::Submitted {
        number,
        filed,
        content,
        materials,
    } = first
    else {
        return None;
    };
    Some(Case {
        id,
        seq: 1,
        state: State::Received,
        number,
        filed,
        submitted_at: at,
        content,
        materials,
        correction: None,
        accepted: None,
        done: Vec::new(),
        review: Map::new(),
        specials: Vec::new(),
        extended: None,
        decision: None,
        made: Vec::new(),
        paid: Vec::new(),
        delivered: None,
        ended_because: None,
        ended_at: None,
        rating: None,
        clock: vec![clock(at, ClockKind::Received)],
    })
}

fn clock(at: DateTime<Utc>, kind: ClockKind) -> ClockEvent {
    ClockEvent { at: shanghai(at), kind }
}

impl Case {
    /// What the next event makes of the case.
    pub fn apply(&mut self, at: DateTime<Utc>, happened: Happened) {
        self.seq += 1;
        match happened {
            // A stream begins once; a second beginning changes nothing.
            Happened::Submitted { .. } => {}
            Happened::CorrectionAsked { items, until, by } => {
                self.correction = Some(Correction {
                    items,
                    asked_at: at,
                    until,
                    by,
                    supplied_at: None,
                });
                self.state = State::Correcting;
                self.clock.push(clock(at, ClockKind::CorrectionRequired));
            }
            Happened::Supplied { content, materials } => {
                self.content = content;
                self.materials = materials;
                if let Some(correction) = &mut self.correction {
                    correction.supplied_at = Some(at);
                }
                self.state = State::Received;
                self.clock.push(clock(at, ClockKind::Corrected));
            }
            Happened::Accepted { by_law, owed, .. } => self.accept(at, by_law, &owed),
            Happened::NotAccepted { reason, .. } => {
                self.end(State::NotAccepted, at, Some(reason));
                self.clock.push(clock(at, ClockKind::NotAccepted));
            }
            Happened::Worked {
                step,
                by,
                opinion,
                verdicts,
                fields,
                last,
            } => {
                self.review.extend(fields);
                self.done.push(StepDone {
                    step,
                    by,
                    at,
                    opinion,
                    verdicts,
                    last,
                });
            }
            Happened::Returned { step, to, .. } => self.reopen(&step, &to),
            Happened::SpecialBegun {
                procedure,
                name,
                stops_clock,
                expected,
                by,
            } => {
                self.specials.push(Special {
                    procedure,
                    stops_clock,
                    begun_at: at,
                    expected,
                    by,
                    ended: None,
                });
                if stops_clock {
                    self.clock.push(clock(at, ClockKind::Suspended { cause: name }));
                }
            }
            Happened::SpecialEnded { procedure, result, .. } => self.end_special(at, &procedure, result),
            Happened::Extended { by_units, reason, .. } => {
                self.extended = Some((by_units, reason));
                self.clock.push(clock(at, ClockKind::Extended { by: by_units }));
            }
            Happened::OwedSupplied { materials } => self.materials = materials,
            Happened::Decided {
                granted,
                reason,
                basis,
                number,
                by,
            } => {
                self.decision = Some(Decision {
                    granted,
                    by,
                    at,
                    reason,
                    basis,
                    number,
                });
                self.state = if granted { State::Granted } else { State::Refused };
                self.clock.push(clock(
                    at,
                    if granted {
                        ClockKind::DecidedGranted
                    } else {
                        ClockKind::DecidedRefused
                    },
                ));
            }
            Happened::Made { made } => self.made.extend(made),
            Happened::Paid { fee, fen, receipt, by } => self.paid.push(Paid {
                fee,
                fen,
                receipt,
                at,
                by,
            }),
            Happened::Delivered { way, to, .. } => {
                self.delivered = Some((way, at, to));
                self.clock.push(clock(at, ClockKind::Delivered));
            }
            Happened::Closed => self.end(State::Closed, at, None),
            Happened::Withdrawn { reason, .. } => {
                self.end(State::Withdrawn, at, Some(reason));
                self.clock.push(clock(at, ClockKind::Withdrawn));
            }
            Happened::Terminated { reason, .. } => {
                self.end(State::Terminated, at, Some(reason));
                self.clock.push(clock(at, ClockKind::Terminated));
            }
            Happened::Rated { level, reasons, text } => {
                self.rating = Some(Rating {
                    level,
                    reasons,
                    text,
                    at,
                });
            }
        }
    }

    fn accept(&mut self, at: DateTime<Utc>, by_law: bool, owed: &BTreeMap<String, NaiveDate>) {
        // Art. 32(4): what is accepted by silence counts as accepted on the day of receipt.
        let from = if by_law {
            self.correction
                .as_ref()
                .and_then(|c| c.supplied_at)
                .unwrap_or(self.submitted_at)
        } else {
            at
        };
        self.accepted = Some((from, by_law));
        self.state = State::InReview;
        for handed in &mut self.materials {
            if let (Source::Owed { until }, Some(day)) = (&mut handed.source, owed.get(&handed.material)) {
                *until = Some(*day);
            }
        }
        // By silence the clocks draw acceptance from the calendar themselves; a second event would be a finding.
        if !by_law {
            self.clock.push(clock(at, ClockKind::Accepted));
        }
    }

    fn reopen(&mut self, from: &str, to: &str) {
        let keep = self.done.iter().position(|d| d.step == to).unwrap_or(self.done.len());
        // The opinions stay readable in the ledger; the steps from there on start anew.
        self.done.truncate(keep);
        self.done.retain(|d| d.step != from);
    }

    fn end_special(&mut self, at: DateTime<Utc>, procedure: &str, result: String) {
        let open = self
            .specials
            .iter_mut()
            .rev()
            .find(|s| s.procedure == procedure && s.ended.is_none());
        if let Some(special) = open {
            special.ended = Some((at, result));
            if special.stops_clock {
                self.clock.push(clock(at, ClockKind::Resumed));
            }
        }
    }

    fn end(&mut self, state: State, at: DateTime<Utc>, because: Option<String>) {
        self.state = state;
        self.ended_at = Some(at);
        self.ended_because = because.or(self.ended_because.take());
    }
}
