//! The service: how a change happens. Load, evaluate the item, ask the rules, apply, save — in one transaction, with
//! the events in the ledger and the outbox rows beside them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use documents::Documents;
use identity::Identity;
use items::{Applicant, CaseFacts, Catalogue, Given, Handled, Outcome, Recorded};
use kernel::idempotency::{self, Once};
use kernel::ledger::{self, Entry};
use kernel::{Actor, Id, Kernel, Place, Problem, Tx, looks, shanghai};
use messages::Messages;
use serde_json::{Map, Value, json};
use workcal::{Rules, WorkDays};

use crate::clocks;
use crate::event::{self, Happened};
use crate::lifecycle::{Refusal, View};
use crate::model::{Case, Content, Kind, State, Who};
use crate::store::file::{self, Columns};

/// The room's service with the rooms that it stands on.
#[derive(Debug)]
pub struct Cases {
    /// The kernel.
    pub kernel: Arc<Kernel>,
    /// The published items.
    pub catalogue: Arc<Catalogue>,
    /// Who is who.
    pub identity: Arc<Identity>,
    /// Papers.
    pub documents: Arc<Documents>,
    /// Messages.
    pub messages: Arc<Messages>,
    /// The working days that count for every body so far; due dates over an unannounced year are shown as 约.
    pub days: WorkDays,
}

/// A case with everything that is needed to show it or to judge what may happen to it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The case.
    pub case: Case,
    /// The handling item of its version.
    pub handled: Handled,
    /// What applies to it.
    pub outcome: Arc<Outcome>,
    /// Its limits.
    pub rules: Rules,
    /// Where it belongs.
    pub place: Place,
    /// Who has taken it: id, name, since when.
    pub claimed: Option<(Id, String, DateTime<Utc>)>,
    /// Whose turn ends when.
    pub due_on: chrono::NaiveDate,
}

impl Loaded {
    /// The view of the rules at an instant.
    pub fn view<'a>(&'a self, days: &'a WorkDays, now: DateTime<Utc>, local: &'a items::LocalPlan<'a>) -> View<'a> {
        View {
            handling: local.definition(),
            outcome: &self.outcome,
            days,
            rules: &self.rules,
            now,
        }
    }
}

/// A number that a change needs: the series it comes from.
#[derive(Debug, Clone, Copy)]
pub struct NumberOf(pub &'static str);

impl Cases {
    /// The service.
    pub fn new(
        kernel: Arc<Kernel>,
        catalogue: Arc<Catalogue>,
        identity: Arc<Identity>,
        documents: Arc<Documents>,
        messages: Arc<Messages>,
    ) -> Arc<Self> {
        let days = WorkDays::new(Arc::new(kernel.calendar.clone())).provisional(true);
        Arc::new(Self {
            kernel,
            catalogue,
            identity,
            documents,
            messages,
            days,
        })
    }

    /// The handling item of a case's version.
    pub async fn handled(&self, implementation: Id, handling: &str) -> Result<Handled, Problem> {
        let edition = self.catalogue.version(implementation.region(), implementation).await?;
        edition.and_then(|e| e.handled(handling)).ok_or_else(|| {
            Problem::internal(format!(
                "implementation {implementation} has no handling item {handling}"
            ))
        })
    }

    /// A case by its id, for whoever may see it; nothing is checked here.
    pub async fn load(&self, id: Id) -> Result<Loaded, Problem> {
        let row = file::find(self.kernel.db.read(), id)
            .await?
            .ok_or_else(Problem::not_found)?;
        self.open(row).await
    }

    /// A case by its number.
    pub async fn load_by_number(&self, number: &str) -> Result<Loaded, Problem> {
        let row = file::find_by_number(self.kernel.db.read(), number)
            .await?
            .ok_or_else(Problem::not_found)?;
        self.open(row).await
    }

    /// Writes down that staff or a program look at an application, which holds personal data.
    pub async fn looked(&self, actor: &Actor, case: &Case) -> Result<(), Problem> {
        let Some(person) = case.filed.person else { return Ok(()) };
        let region = case.id.region();
        looks::record(&self.kernel, region, person, actor, "办件申请资料", &case.number).await
    }

    /// The case of a row.
    pub async fn open(&self, row: file::row::Model) -> Result<Loaded, Problem> {
        let case = file::open(&self.kernel.keys, &row)?;
        let handled = self.handled(case.filed.implementation, &case.filed.handling).await?;
        let outcome = evaluate(&handled, &case)?;
        let rules = clocks::rules(&outcome);
        let row_place = file::place(&row);
        let claimed = row
            .claimed_by
            .zip(row.claimed_name)
            .zip(row.claimed_at)
            .map(|((id, name), at)| (id, name, at));
        let mut place = row_place;
        place
            .hands
            .people
            .extend(case.done.iter().filter_map(|done| done.by.id));
        Ok(Loaded {
            case,
            handled,
            outcome: Arc::new(outcome),
            rules,
            place,
            claimed,
            due_on: row.due_on,
        })
    }

    /// Changes a case by a rule. `once` makes a repeated request harmless; `number` is taken from its series before the
    /// rule is asked, and given back if the rule refuses.
    pub async fn change<F>(
        self: &Arc<Self>,
        actor: Actor,
        id: Id,
        once: Option<Once>,
        number: Option<NumberOf>,
        rule: F,
    ) -> Result<Case, Problem>
    where
        F: FnOnce(&Case, &View<'_>, &str) -> Result<Vec<Happened>, Refusal> + Send + 'static,
    {
        // The version never changes, so it may be looked up before the transaction.
        let before = self.load(id).await?;
        let body = self.identity.body(before.case.filed.body).await?;
        let cases = self.clone();
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let work = async {
                        let number = match number {
                            None => String::new(),
                            Some(NumberOf(kind)) => {
                                cases
                                    .documents
                                    .number(tx, id.region(), body.id, &body.document_prefix, kind)
                                    .await?
                            }
                        };
                        cases
                            .change_in(tx, &actor, id, &before.handled, |case, view| rule(case, view, &number))
                            .await
                    };
                    idempotency::run(&cases.kernel, tx, once, work).await
                })
            })
            .await
    }

    /// A case as it stood earlier: what was answered then.
    pub fn earlier(&self, loaded: Loaded, case: Case) -> Result<Loaded, Problem> {
        let outcome = evaluate(&loaded.handled, &case)?;
        let due_on = self.columns(&case, &loaded.handled, &loaded.place)?.due_on;
        Ok(Loaded {
            rules: clocks::rules(&outcome),
            outcome: Arc::new(outcome),
            claimed: None,
            due_on,
            case,
            ..loaded
        })
    }

    /// The same inside a transaction that does more.
    pub async fn change_in(
        &self,
        tx: &Tx,
        actor: &Actor,
        id: Id,
        handled: &Handled,
        rule: impl FnOnce(&Case, &View<'_>) -> Result<Vec<Happened>, Refusal>,
    ) -> Result<Case, Problem> {
        let row = file::find(tx, id).await?.ok_or_else(Problem::not_found)?;
        let mut case = file::open(&self.kernel.keys, &row)?;
        let now = self.kernel.clock.now();
        let local = handled.local();
        let outcome = evaluate(handled, &case)?;
        let rules = clocks::rules(&outcome);
        let view = View {
            handling: local.definition(),
            outcome: &outcome,
            days: &self.days,
            rules: &rules,
            now,
        };
        let happened = rule(&case, &view)?;
        if happened.is_empty() {
            return Ok(case);
        }
        let before = case.seq;
        let entries = self.entries(id, &happened)?;
        ledger::append_at(&self.kernel, tx, id, before, &entries, actor, now).await?;
        // Of several who sign one step, each takes the case anew.
        let signed = happened.iter().any(|one| matches!(one, Happened::Worked { .. }));
        for one in happened {
            case.apply(now, one);
        }
        let place = file::place(&row);
        let columns = self.columns(&case, handled, &place)?;
        let moved = signed || columns.step != row.step || columns.post != row.post;
        file::update(
            tx,
            &self.kernel.keys,
            &*self.kernel.random,
            &case,
            before,
            columns,
            moved,
        )
        .await?;
        Ok(case)
    }

    /// Begins a case in a transaction that does more: the caller has taken the number.
    pub async fn begin_in(
        &self,
        tx: &Tx,
        actor: &Actor,
        id: Id,
        first: Happened,
        handled: &Handled,
        place: &Place,
        query_hash: Vec<u8>,
    ) -> Result<Case, Problem> {
        let entries = self.entries(id, std::slice::from_ref(&first))?;
        let now = self.kernel.clock.now();
        ledger::append_at(&self.kernel, tx, id, 0, &entries, actor, now).await?;
        let case = event::begin(id, now, first).ok_or_else(|| Problem::internal("not a beginning"))?;
        let columns = self.columns(&case, handled, place)?;
        file::insert(tx, &self.kernel.keys, &*self.kernel.random, &case, columns, query_hash).await?;
        Ok(case)
    }

    /// The events as the ledger keeps them: personal data is sealed, so that the chain can be shown without it.
    fn entries(&self, id: Id, happened: &[Happened]) -> Result<Vec<Entry>, Problem> {
        happened
            .iter()
            .map(|one| {
                let plain = serde_json::to_vec(one)?;
                let sealed = self
                    .kernel
                    .keys
                    .seal(&format!("case_event:{id}"), &plain, &*self.kernel.random);
                Ok(Entry {
                    kind: one.kind().into(),
                    payload: json!({ "sealed": gm::hex::encode(sealed) }),
                })
            })
            .collect()
    }

    /// An event as it was told.
    pub fn told(&self, event: &ledger::event::Model) -> Result<Happened, Problem> {
        let payload: Value = serde_json::from_str(&event.payload)?;
        let sealed = payload.get("sealed").and_then(Value::as_str).unwrap_or_default();
        let sealed = gm::hex::decode(sealed).map_err(Problem::internal)?;
        let plain = self
            .kernel
            .keys
            .open(&format!("case_event:{}", event.stream), &sealed)
            .map_err(Problem::internal)?;
        Ok(serde_json::from_slice(&plain)?)
    }

    /// The case folded from its events: what its row must say.
    pub fn fold(&self, events: &[ledger::event::Model]) -> Result<Option<Case>, Problem> {
        let mut case: Option<Case> = None;
        for one in events {
            let happened = self.told(one)?;
            match &mut case {
                None => case = event::begin(one.stream, one.at, happened),
                Some(case) => case.apply(one.at, happened),
            }
        }
        Ok(case)
    }

    fn columns(&self, case: &Case, handled: &Handled, place: &Place) -> Result<Columns, Problem> {
        let local = handled.local();
        let outcome = evaluate(handled, case)?;
        let rules = clocks::rules(&outcome);
        let now = self.kernel.clock.now();
        let view = View {
            handling: local.definition(),
            outcome: &outcome,
            days: &self.days,
            rules: &rules,
            now,
        };
        let step = view.current_step(case);
        let clocks = view.clocks(case)?;
        let due = |clock: Option<&workcal::Clock>| clock.and_then(|c| c.due);
        let due_on = match case.state {
            State::Received => due(clocks.acceptance.as_ref()),
            State::Correcting => case.correction.as_ref().map(|c| c.until),
            State::InReview => due(clocks.promised.as_ref()).or_else(|| due(clocks.decision.as_ref())),
            State::Granted => due(clocks.delivery.as_ref()),
            _ => None,
        };
        let post = match (case.state, step) {
            (State::Received | State::Correcting, _) => WINDOW_POST.to_owned(),
            (_, Some(step)) => step.post.clone(),
            (State::Granted | State::Refused, None) => WINDOW_POST.to_owned(),
            _ => String::new(),
        };
        Ok(Columns {
            body_path: place.organisation.clone(),
            body_region: place.region.clone(),
            step: step.map(|s| s.id.clone()).unwrap_or_default(),
            step_kind: step.map_or("", |s| kind_name(s.kind)),
            post,
            due_on: due_on.unwrap_or_else(file::no_limit),
        })
    }

    /// How an actor stands in documents.
    pub fn who(&self, actor: &Actor) -> Who {
        match actor {
            Actor::Citizen(c) => Who {
                id: Some(c.person),
                name: c.name.clone(),
                post: "申请人".into(),
            },
            Actor::Staff(s) => Who {
                id: Some(s.id),
                name: s.name.clone(),
                post: format!("{} {}", s.body_name, s.post),
            },
            Actor::Client { id, name, .. } => Who {
                id: Some(*id),
                name: name.clone(),
                post: "对接系统".into(),
            },
            Actor::Visitor => Who {
                id: None,
                name: "访客".into(),
                post: String::new(),
            },
            Actor::Law => Who {
                id: None,
                name: "依法".into(),
                post: String::new(),
            },
            Actor::System(_) => Who {
                id: None,
                name: "系统".into(),
                post: String::new(),
            },
        }
    }
}

/// How a kind of step is kept in the row.
const fn kind_name(kind: items::StepKind) -> &'static str {
    match kind {
        items::StepKind::Review => "review",
        items::StepKind::Decide => "decide",
        items::StepKind::Make => "make",
    }
}

/// The work that no step of the item names: receiving, accepting, handing over.
pub use identity::roles::WINDOW_POST;

/// What applies to a case: its version evaluated over what is known of it.
pub fn evaluate(handled: &Handled, case: &Case) -> Result<Outcome, Problem> {
    handled
        .local()
        .evaluate(&known(case, case.review.clone()))
        .map_err(Problem::internal)
}

/// Tests what an officer records at a step, over everything that is known of the case; `None` if there is no such step.
pub fn recorded(
    handled: &Handled,
    case: &Case,
    step: &str,
    fields: &Map<String, Value>,
) -> Result<Option<Recorded>, Problem> {
    let mut review = case.review.clone();
    review.extend(fields.clone());
    let given = Given {
        params: handled.params(),
        ..known(case, review)
    };
    let tested = handled.local().plan().recorded(step, &given);
    tested.transpose().map_err(Problem::internal)
}

fn known(case: &Case, review: Map<String, Value>) -> Given {
    let number = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let facts = CaseFacts {
        submitted_on: Some(shanghai(case.submitted_at).date_naive()),
        accepted_on: case.accepted.map(|(at, _)| shanghai(at).date_naive()),
        decided_on: case.decision.as_ref().map(|d| shanghai(d.at).date_naive()),
        number: number(&case.number),
        result_number: case.decision.as_ref().and_then(|d| number(&d.number)),
        odd: Map::new(),
    };
    let filed = &case.filed;
    given(filed.applicant_kind, filed.agent, &case.content, facts, review)
}

/// What applies to what is not submitted yet.
pub fn evaluate_draft(
    handled: &Handled,
    kind: Kind,
    agent: bool,
    content: &Content,
    today: chrono::NaiveDate,
) -> Result<Outcome, Problem> {
    let facts = CaseFacts {
        submitted_on: Some(today),
        ..CaseFacts::default()
    };
    handled
        .local()
        .evaluate(&given(kind, agent, content, facts, Map::new()))
        .map_err(Problem::internal)
}

fn given(kind: Kind, agent: bool, content: &Content, case: CaseFacts, review: Map<String, Value>) -> Given {
    Given {
        applicant: Applicant {
            kind: kind.into(),
            agent,
            odd: Map::new(),
        },
        answers: content.answers.clone(),
        form: content.form.clone(),
        licence: content.licence.clone(),
        case,
        review,
        params: Map::new(),
    }
}
