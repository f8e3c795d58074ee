//! The clocks of a case, replayed from its events.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::clock::{Clock, Run};
use crate::error::Error;
use crate::event::{Event, EventKind, Rules};
use crate::finding::{Finding, FindingKind};
use crate::pause::Pause;
use crate::workdays::WorkDays;

/// All clocks of a case at an instant. A clock that has not started is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseClocks {
    /// The body's time to answer an application; after a correction the one that began with the corrected materials.
    pub acceptance: Option<Clock>,
    /// The statutory limit of the decision.
    pub decision: Option<Clock>,
    /// The promised limit of the decision.
    pub promised: Option<Clock>,
    /// Delivery of what was granted.
    pub delivery: Option<Clock>,
    /// The applicant's time to correct.
    pub correction: Option<Clock>,
    /// Accepted by law, because the body kept silent.
    pub deemed_accepted: bool,
    /// The day on which the law steps in at 00:00: the one after the acceptance limit's last day.
    pub deemed_on: Option<NaiveDate>,
    pub findings: Vec<Finding>,
}

impl CaseClocks {
    /// Replays the events up to `as_of`; later ones are left out, so any past day can be shown as it was. Events of one
    /// instant keep the order in which they are given.
    ///
    /// Fails if a clock needs a year that is not announced, unless `days` is provisional; then that clock says so, and
    /// neither deemed acceptance nor a finding is drawn from a provisional date.
    pub fn replay(
        days: &WorkDays,
        rules: &Rules,
        events: &[Event],
        as_of: DateTime<FixedOffset>,
    ) -> Result<Self, Error> {
        let mut history: Vec<&Event> = events.iter().filter(|event| event.at <= as_of).collect();
        history.sort_by_key(|event| event.at);
        let mut case = Replay::new(days, rules);
        for event in history {
            case.silence_until(event.at)?;
            if let Err(finding) = case.apply(event)? {
                case.findings.push(Finding {
                    at: event.at,
                    event: event.kind.name(),
                    finding,
                });
            }
        }
        case.silence_until(as_of)?;
        case.measure(as_of)
    }
}

/// Lawful, or why not.
type Verdict = Result<(), FindingKind>;

struct Replay<'a> {
    days: &'a WorkDays,
    rules: &'a Rules,
    acceptance: Option<Run>,
    correction: Option<Run>,
    decision: Option<Run>,
    delivery: Option<Run>,
    deemed_on: Option<NaiveDate>,
    ended: bool,
    findings: Vec<Finding>,
}

impl<'a> Replay<'a> {
    fn new(days: &'a WorkDays, rules: &'a Rules) -> Self {
        Self {
            days,
            rules,
            acceptance: None,
            correction: None,
            decision: None,
            delivery: None,
            deemed_on: None,
            ended: false,
            findings: Vec::new(),
        }
    }

    /// Art. 32: no answer within the limit counts as acceptance on the day of receipt. Does nothing while an answer is
    /// there or the limit runs.
    fn silence_until(&mut self, now: DateTime<FixedOffset>) -> Result<(), Error> {
        let Some(run) = self.acceptance.as_mut().filter(|run| run.stopped.is_none()) else {
            return Ok(());
        };
        let deadline = run.deadline(self.days)?;
        if deadline.passed(now) && !deadline.provisional {
            let received = run.from;
            run.stopped = Some(deadline.last_instant());
            self.deemed_on = deadline.date.succ_opt();
            self.decision = Some(self.decision_run(received));
        }
        Ok(())
    }

    /// Statutory where there is one, so that an extension is measured by it; the promised limit shares all the rest.
    /// Without either, the run only keeps the events and is never shown.
    fn decision_run(&self, from: DateTime<FixedOffset>) -> Run {
        Run::new(
            from,
            self.rules
                .decision
                .or(self.rules.promised)
                .unwrap_or(self.rules.delivery),
        )
    }

    fn apply(&mut self, event: &Event) -> Result<Verdict, Error> {
        if self.ended {
            return Ok(Err(FindingKind::AfterTheEnd));
        }
        let at = event.at;
        Ok(match &event.kind {
            EventKind::Received => self.received(at),
            EventKind::CorrectionRequired => self.correction_required(at),
            EventKind::Corrected => self.corrected(at),
            EventKind::Accepted => self.accepted(at),
            EventKind::NotAccepted => self.not_accepted(at),
            EventKind::Suspended { cause } => self.suspended(at, cause),
            EventKind::Resumed => self.resumed(at),
            EventKind::Extended { by } => return self.extended(at, *by),
            EventKind::DecidedGranted => self.decided(at, true),
            EventKind::DecidedRefused => self.decided(at, false),
            EventKind::Delivered => self.delivered(at),
            EventKind::Withdrawn | EventKind::Terminated => self.closed(at),
        })
    }

    fn received(&mut self, at: DateTime<FixedOffset>) -> Verdict {
        if self.acceptance.is_some() || self.decision.is_some() {
            return Err(FindingKind::AlreadyReceived);
        }
        self.acceptance = Some(Run::new(at, self.rules.acceptance));
        Ok(())
    }

    fn correction_required(&mut self, at: DateTime<FixedOffset>) -> Verdict {
        if self.deemed_on.is_some() {
            return Err(FindingKind::CorrectionAfterDeemedAcceptance);
        }
        if self.decision.is_some() {
            return Err(FindingKind::CorrectionAfterAcceptance);
        }
        if self.correction.is_some() {
            return Err(FindingKind::SecondCorrection);
        }
        let acceptance = self.acceptance.as_mut().ok_or(FindingKind::NotReceived)?;
        acceptance.stopped = Some(at);
        self.correction = Some(Run::new(at, self.rules.correction));
        Ok(())
    }

    /// A new acceptance clock starts with the corrected materials (art. 32 no. 5).
    fn corrected(&mut self, at: DateTime<FixedOffset>) -> Verdict {
        let accepted = self.decision.is_some();
        let waiting = self
            .correction
            .as_mut()
            .filter(|run| run.stopped.is_none() && !accepted);
        let correction = waiting.ok_or(FindingKind::CorrectedWithoutRequirement)?;
        correction.stopped = Some(at);
        self.acceptance = Some(Run::new(at, self.rules.acceptance));
        Ok(())
    }

    /// At a window receipt and acceptance can be one act, so acceptance needs no receipt before it.
    fn accepted(&mut self, at: DateTime<FixedOffset>) -> Verdict {
        if self.deemed_on.is_some() {
            return Err(FindingKind::AcceptedAfterDeemedAcceptance);
        }
        if self.decision.is_some() {
            return Err(FindingKind::AlreadyAccepted);
        }
        self.stop_before_decision(at);
        if let Some(acceptance) = &mut self.acceptance {
            acceptance.stopped = Some(at);
        }
        self.decision = Some(self.decision_run(at));
        Ok(())
    }

    fn not_accepted(&mut self, at: DateTime<FixedOffset>) -> Verdict {
        if self.deemed_on.is_some() {
            return Err(FindingKind::RefusedAfterDeemedAcceptance);
        }
        if self.decision.is_some() {
            return Err(FindingKind::RefusedAfterAcceptance);
        }
        let acceptance = self.acceptance.as_mut().ok_or(FindingKind::NotReceived)?;
        acceptance.stopped = Some(at);
        self.stop_before_decision(at);
        self.ended = true;
        Ok(())
    }

    fn suspended(&mut self, at: DateTime<FixedOffset>, cause: &str) -> Verdict {
        let decision = self.running_decision().filter(|run| run.open_pause().is_none());
        let decision = decision.ok_or(FindingKind::SuspendedWhenNotRunning)?;
        decision.pauses.push(Pause {
            from: at,
            until: None,
            cause: cause.to_owned(),
        });
        Ok(())
    }

    fn resumed(&mut self, at: DateTime<FixedOffset>) -> Verdict {
        if self.resume(at) {
            Ok(())
        } else {
            Err(FindingKind::ResumedWhenNotSuspended)
        }
    }

    fn resume(&mut self, at: DateTime<FixedOffset>) -> bool {
        let open = self
            .running_decision()
            .and_then(|run| run.pauses.last_mut())
            .filter(|pause| pause.until.is_none());
        open.map(|pause| pause.until = Some(at)).is_some()
    }

    /// Art. 42: once, not after the last day, no longer than the law allows; lawful during a suspension, unless the limit
    /// had run out before it.
    fn extended(&mut self, at: DateTime<FixedOffset>, by: u32) -> Result<Verdict, Error> {
        let (days, longest, fixed) = (self.days, self.rules.extension_max, self.rules.decision.is_some());
        let Some(decision) = self.running_decision().filter(|_| fixed) else {
            return Ok(Err(FindingKind::ExtendedWhenNotRunning));
        };
        if decision.extension > 0 {
            return Ok(Err(FindingKind::SecondExtension));
        }
        let deadline = decision.deadline(days)?;
        let clock_stood_at = decision.open_pause().map_or(at, |pause| pause.from);
        if deadline.passed(clock_stood_at) && !deadline.provisional {
            return Ok(Err(FindingKind::ExtensionAfterDue));
        }
        if by > longest {
            return Ok(Err(FindingKind::ExtensionTooLong));
        }
        decision.extension = by;
        Ok(Ok(()))
    }

    fn decided(&mut self, at: DateTime<FixedOffset>, granted: bool) -> Verdict {
        let was_suspended = self.resume(at);
        let decision = self.running_decision().ok_or(FindingKind::DecidedWhenNotRunning)?;
        decision.stopped = Some(at);
        if granted {
            self.delivery = Some(Run::new(at, self.rules.delivery));
        }
        if was_suspended {
            Err(FindingKind::DecidedWhileSuspended)
        } else {
            Ok(())
        }
    }

    fn delivered(&mut self, at: DateTime<FixedOffset>) -> Verdict {
        let open = self.delivery.as_mut().filter(|run| run.stopped.is_none());
        open.ok_or(FindingKind::DeliveredWithoutGrant)?.stopped = Some(at);
        Ok(())
    }

    /// Withdrawal and termination stop whatever runs; after the decision there is nothing left to withdraw.
    fn closed(&mut self, at: DateTime<FixedOffset>) -> Verdict {
        if self.decision.as_ref().is_some_and(|run| run.stopped.is_some()) {
            return Err(FindingKind::AfterTheEnd);
        }
        self.stop_before_decision(at);
        for run in [&mut self.acceptance, &mut self.decision].into_iter().flatten() {
            run.stopped.get_or_insert(at);
        }
        self.ended = true;
        Ok(())
    }

    fn stop_before_decision(&mut self, at: DateTime<FixedOffset>) {
        if let Some(correction) = &mut self.correction {
            correction.stopped.get_or_insert(at);
        }
    }

    fn running_decision(&mut self) -> Option<&mut Run> {
        self.decision.as_mut().filter(|run| run.stopped.is_none())
    }

    fn measure(self, as_of: DateTime<FixedOffset>) -> Result<CaseClocks, Error> {
        let clock = |run: Option<&Run>| run.map(|run| run.measure(self.days, as_of)).transpose();
        let promised = self.rules.promised.and_then(|limit| {
            let run = self.decision.as_ref()?;
            Some(Run {
                limit,
                extension: 0,
                ..run.clone()
            })
        });
        let mut acceptance = clock(self.acceptance.as_ref())?;
        if let (Some(clock), true) = (&mut acceptance, self.deemed_on.is_some()) {
            clock.overdue = true;
        }
        Ok(CaseClocks {
            acceptance,
            decision: clock(self.decision.as_ref().filter(|_| self.rules.decision.is_some()))?,
            promised: clock(promised.as_ref())?,
            delivery: clock(self.delivery.as_ref())?,
            correction: clock(self.correction.as_ref())?,
            deemed_accepted: self.deemed_on.is_some(),
            deemed_on: self.deemed_on,
            findings: self.findings,
        })
    }
}
