//! Building the plan of one handling item.

use std::sync::Arc;

use super::lower::{Lowering, Reach};
use super::names::{Names, slots_of};
use super::{
    Due, FieldPlan, Formula, HandlingPlan, PrintedPlan, QuestionPlan, RepeatPlan, RequiredPlan, SectionPlan, StepPlan,
};
use crate::expr::code::{Code, Constant};
use crate::expr::parse;
use crate::fault::Fault;
use crate::format::{Field, Handling, Package, Place, Required, Section};
use crate::outcome::Id;
use crate::pattern::Refused;
use crate::rule::Rule;

/// Compiles a handling item; the plan is of use only if there are no faults.
pub(super) fn handling(package: &Arc<Package>, index: usize) -> (HandlingPlan, Vec<Fault>) {
    let handling = &package.handling[index];
    let place = Place::root().at("handling").at(index);
    let mut builder = Builder {
        names: Names::of(handling),
        faults: Vec::new(),
        formulas: 0,
        covered: Vec::new(),
    };
    builder.distinct(handling, &place);
    let sections = builder.sections(handling, &place.at("form"));
    let steps = builder.steps(handling, &place.at("steps"));
    let plan = HandlingPlan {
        package: Arc::clone(package),
        index,
        questions: builder.questions(handling, &place.at("questions")),
        form_slots: handling.form.iter().map(|section| slots_of(section).len()).sum(),
        sections,
        checks: builder.checks(handling, &place.at("checks")),
        params: handling
            .params
            .iter()
            .map(|param| (id(&param.id), param.value.clone()))
            .collect(),
        recorded: steps.1,
        ends: builder.dues(
            &place.at("endings"),
            handling
                .endings
                .iter()
                .map(|each| (each.id.as_str(), Some(each.when.as_str()))),
            Reach {
                form: None,
                ..Reach::EVERYTHING
            },
        ),
        materials: builder.dues(
            &place.at("materials"),
            pairs(&handling.materials, |m| (&m.id, &m.when)),
            Reach::EVERYTHING,
        ),
        conditions: builder.conditions(handling, &place.at("conditions")),
        limit_rules: builder.limit_rules(handling, &place.at("limit_rules")),
        fees: builder.fees(handling, &place.at("fees")),
        steps: steps.0,
        points: builder.points(handling, &place.at("review_points")),
        special: builder.dues(
            &place.at("special_procedures"),
            pairs(&handling.special_procedures, |p| (&p.id, &p.when)),
            Reach::EVERYTHING,
        ),
        results: builder.results(handling, &place.at("results")),
        duties: builder.dues(
            &place.at("duties"),
            pairs(&handling.duties, |d| (&d.id, &d.when)),
            Reach::LATER,
        ),
        formulas: builder.formulas,
        covered: builder.covered,
    };
    (plan, builder.faults)
}

fn pairs<'h, T>(
    list: &'h [T],
    of: fn(&'h T) -> (&'h String, &'h Option<String>),
) -> impl Iterator<Item = (&'h str, Option<&'h str>)> {
    list.iter().map(move |each| {
        let (id, when) = of(each);
        (id.as_str(), when.as_deref())
    })
}

fn id(text: &str) -> Id {
    text.into()
}

pub(super) struct Builder<'h> {
    names: Names<'h>,
    pub(super) faults: Vec<Fault>,
    formulas: usize,
    covered: Vec<(usize, Place)>,
}

impl Builder<'_> {
    fn formula(&mut self, place: Place, source: &str, reach: Reach) -> Formula {
        let code = match parse(source) {
            Ok(tree) => {
                let faults = &mut self.faults;
                Lowering {
                    names: &self.names,
                    reach,
                    place: &place,
                    source,
                    faults,
                    bound: Vec::new(),
                }
                .code(&tree)
            }
            Err(error) => {
                let fault = Fault::error(place.clone(), error.message).in_expression(source, error.at);
                self.faults.push(Fault {
                    hint: error.hint,
                    ..fault
                });
                Code::Constant(Constant::Null)
            }
        };
        let index = self.formulas;
        self.formulas += 1;
        Formula {
            code,
            place,
            source: source.to_owned(),
            index,
        }
    }

    /// The condition of something that scenarios must see due and not due.
    fn due(&mut self, place: &Place, name: &str, when: Option<&str>, reach: Reach) -> Due {
        let when = when.map(|source| {
            let formula = self.formula(place.at("when"), source, reach);
            self.covered.push((formula.index, formula.place.clone()));
            formula
        });
        Due { id: id(name), when }
    }

    fn dues<'s>(
        &mut self,
        place: &Place,
        list: impl Iterator<Item = (&'s str, Option<&'s str>)>,
        reach: Reach,
    ) -> Vec<Due> {
        list.enumerate()
            .map(|(index, (name, when))| self.due(&place.at(index), name, when, reach))
            .collect()
    }

    fn questions(&mut self, handling: &Handling, place: &Place) -> Vec<QuestionPlan> {
        let questions = handling.questions.iter().enumerate();
        let plan = |(index, question): (usize, &crate::format::Question)| {
            let reach = Reach {
                answers: index,
                form: None,
                row: None,
                later: false,
            };
            QuestionPlan {
                due: self.due(&place.at(index), &question.id, question.when.as_deref(), reach),
                rule: Rule::of_question(question),
            }
        };
        questions.map(plan).collect()
    }

    fn sections(&mut self, handling: &Handling, place: &Place) -> Vec<SectionPlan> {
        let mut slot = 0;
        let mut plans = Vec::new();
        for (index, section) in handling.form.iter().enumerate() {
            let place = place.at(index);
            let reach = Reach {
                form: Some(slot),
                ..Reach::EVERYTHING
            };
            let due = self.due(&place, &section.id, section.when.as_deref(), reach);
            let fields = self.section_fields(index, section, slot, &place.at("fields"));
            let repeat = section.repeat.as_ref().map(|repeat| RepeatPlan {
                min: repeat.min,
                max: repeat.max,
                ids: section.fields.iter().map(|field| field.id.clone()).collect(),
            });
            plans.push(SectionPlan {
                due,
                repeat,
                slot,
                fields,
            });
            slot += slots_of(section).len();
        }
        plans
    }

    fn section_fields(&mut self, index: usize, section: &Section, slot: usize, place: &Place) -> Vec<FieldPlan> {
        let mut plans = Vec::new();
        for (at, field) in section.fields.iter().enumerate() {
            let (before, own) = match section.repeat {
                Some(_) => {
                    let reach = |known| Reach {
                        form: Some(slot),
                        row: Some((index, known)),
                        ..Reach::EVERYTHING
                    };
                    (reach(at), reach(at + 1))
                }
                None => {
                    let reach = |known| Reach {
                        form: Some(known),
                        ..Reach::EVERYTHING
                    };
                    (reach(slot + at), reach(slot + at + 1))
                }
            };
            let place = place.at(at);
            let due = self.due(&place, &field.id, field.when.as_deref(), before);
            plans.push(self.field(&place, field, due, before, own));
        }
        plans
    }

    fn field(&mut self, place: &Place, field: &Field, due: Due, before: Reach, own: Reach) -> FieldPlan {
        let (rule, refused) = Rule::of_field(field);
        if let Some(Refused(reason)) = refused {
            self.faults.push(
                Fault::error(place.at("pattern"), format!("“{}”的pattern{reason}", field.label))
                    .hint("pattern只能用文字、[类]、(组)、|、? * + {m,n}、.、\\uXXXX和\\d \\w \\s"),
            );
        }
        FieldPlan {
            due,
            required: match &field.required {
                Required::Always(value) => RequiredPlan::Always(*value),
                Required::When(source) => RequiredPlan::When(self.formula(place.at("required"), source, before)),
            },
            rule,
            check: field
                .check
                .as_ref()
                .map(|source| self.formula(place.at("check"), source, own)),
        }
    }

    fn steps(&mut self, handling: &Handling, place: &Place) -> (Vec<StepPlan>, Vec<FieldPlan>) {
        let (mut steps, mut recorded) = (Vec::new(), Vec::new());
        for (index, step) in handling.steps.iter().enumerate() {
            let place = place.at(index);
            let due = self.due(&place, &step.id, step.when.as_deref(), Reach::EVERYTHING);
            let first = recorded.len();
            for (at, field) in step.fields.iter().enumerate() {
                let place = place.at("fields").at(at);
                let when = field
                    .when
                    .as_ref()
                    .map(|source| self.formula(place.at("when"), source, Reach::LATER));
                let due = Due {
                    id: id(&field.id),
                    when,
                };
                recorded.push(self.field(&place, field, due, Reach::LATER, Reach::LATER));
            }
            steps.push(StepPlan {
                due,
                limit: step.limit,
                fields: first..recorded.len(),
            });
        }
        (steps, recorded)
    }

    fn checks(&mut self, handling: &Handling, place: &Place) -> Vec<(Id, Formula)> {
        let checks = handling.checks.iter().enumerate();
        checks
            .map(|(index, check)| {
                (
                    id(&check.id),
                    self.formula(place.at(index).at("check"), &check.check, Reach::EVERYTHING),
                )
            })
            .collect()
    }

    fn conditions(&mut self, handling: &Handling, place: &Place) -> Vec<Option<Formula>> {
        let whens = handling
            .conditions
            .iter()
            .map(|condition| ("", condition.when.as_deref()));
        self.dues(place, whens, Reach::EVERYTHING)
            .into_iter()
            .map(|due| due.when)
            .collect()
    }

    fn limit_rules(&mut self, handling: &Handling, place: &Place) -> Vec<Formula> {
        let whens = handling.limit_rules.iter().map(|rule| ("", Some(rule.when.as_str())));
        self.dues(place, whens, Reach::EVERYTHING)
            .into_iter()
            .filter_map(|due| due.when)
            .collect()
    }

    fn fees(&mut self, handling: &Handling, place: &Place) -> Vec<(Due, Formula)> {
        let mut plans = Vec::new();
        for (index, fee) in handling.fees.iter().enumerate() {
            let place = place.at(index);
            let due = self.due(&place, &fee.id, fee.when.as_deref(), Reach::EVERYTHING);
            plans.push((due, self.formula(place.at("amount_fen"), &fee.amount_fen, Reach::LATER)));
        }
        plans
    }

    fn points(&mut self, handling: &Handling, place: &Place) -> Vec<(Due, Option<Formula>)> {
        let mut plans = Vec::new();
        for (index, point) in handling.review_points.iter().enumerate() {
            let place = place.at(index);
            let due = self.due(&place, &point.id, point.when.as_deref(), Reach::EVERYTHING);
            let auto = point
                .auto
                .as_ref()
                .map(|source| self.formula(place.at("auto"), source, Reach::EVERYTHING));
            plans.push((due, auto));
        }
        plans
    }

    fn results(&mut self, handling: &Handling, place: &Place) -> Vec<(Due, Vec<PrintedPlan>)> {
        let mut plans = Vec::new();
        for (index, result) in handling.results.iter().enumerate() {
            let place = place.at(index);
            let due = self.due(&place, &result.id, result.when.as_deref(), Reach::LATER);
            let mut fields = Vec::new();
            for (at, field) in result.fields.iter().enumerate() {
                let value = self.formula(place.at("fields").at(at).at("value"), &field.value, Reach::LATER);
                fields.push(PrintedPlan {
                    id: id(&field.id),
                    label: field.label.as_str().into(),
                    value,
                });
            }
            plans.push((due, fields));
        }
        plans
    }
}
