//! Random cases: no answers whatever, left-out ones included, may make an expression fail.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use crate::evaluate::Run;
use crate::fault::Fault;
use crate::format::{Field, FieldType, Handling, Question, QuestionKind, QuestionOption};
use crate::given::Given;
use crate::plan::HandlingPlan;

const ROUNDS: u32 = 400;
const SEED: u64 = 20_161_229;

/// The first failure that is found.
pub(super) fn run(plan: &HandlingPlan) -> Option<Fault> {
    let mut dice = Dice::seeded(SEED);
    (0..ROUNDS).find_map(|_| {
        let case = case(plan.definition(), &mut dice);
        let given = Given::from_value(&case).ok()?;
        let error = Run::new(plan, &given, &given.params, None).outcome().err()?;
        let shown: String = case.to_string().chars().take(300).collect();
        let fault = Fault::error(error.place, format!("这个表达式有时算不出来：{}", error.message));
        Some(fault.in_expression(&error.source_text, 0).hint(format!(
            "先判断有没有值，比如 answers.n != null && answers.n > 50。出错的办件：{shown}"
        )))
    })
}

fn case(h: &Handling, dice: &mut Dice) -> Value {
    let mut form = Map::new();
    for section in &h.form {
        if section.repeat.is_some() {
            let count = dice.below(4);
            let rows = (0..count)
                .map(|_| Value::Object(fields(&section.fields, dice)))
                .collect();
            form.insert(section.id.clone(), Value::Array(rows));
        } else {
            form.extend(fields(&section.fields, dice));
        }
    }
    let answers: Map<_, _> = h
        .questions
        .iter()
        .map(|question| (question.id.clone(), answer(question, dice)))
        .collect();
    let review: Map<_, _> = h.steps.iter().flat_map(|step| fields(&step.fields, dice)).collect();
    let kind = if dice.percent(50) { "natural" } else { "legal" };
    json!({
        "applicant": {"kind": kind, "agent": dice.percent(50)},
        "answers": answers, "form": form, "licence": null, "review": review,
    })
}

fn fields(fields: &[Field], dice: &mut Dice) -> Map<String, Value> {
    fields
        .iter()
        .map(|field| (field.id.clone(), maybe(field.kind, &field.options, dice)))
        .collect()
}

fn answer(question: &Question, dice: &mut Dice) -> Value {
    let kind = match question.kind {
        QuestionKind::One => FieldType::One,
        QuestionKind::Many => FieldType::Many,
        QuestionKind::YesNo => FieldType::YesNo,
        QuestionKind::Number => FieldType::Number,
    };
    maybe(kind, &question.options, dice)
}

/// Left out in three of ten cases, nonsense in a few.
fn maybe(kind: FieldType, options: &[QuestionOption], dice: &mut Dice) -> Value {
    if dice.percent(30) {
        Value::Null
    } else if dice.percent(4) {
        json!("不像话")
    } else {
        value(kind, options, dice)
    }
}

fn value(kind: FieldType, options: &[QuestionOption], dice: &mut Dice) -> Value {
    match kind {
        FieldType::One => dice.one_of(options).map_or(Value::Null, |option| json!(option.id)),
        FieldType::Many => dice
            .some_of(options)
            .into_iter()
            .map(|option| json!(option.id))
            .collect(),
        FieldType::YesNo => json!(dice.percent(50)),
        FieldType::Number => match dice.below(3) {
            0 => json!(dice.below(2001)),
            1 => json!(dice.below(41)),
            _ => json!(dice.below(4001) as f64 / 4.0),
        },
        FieldType::Money => json!(dice.below(1_000_000_001)),
        FieldType::Date => match dice.below(4) {
            0 => json!(format!(
                "20{}-{:02}-{:02}",
                10 + dice.below(31),
                1 + dice.below(12),
                1 + dice.below(28)
            )),
            1 => json!("2000-02-29"),
            2 => json!("0001-01-01"),
            _ => json!("9999-12-31"),
        },
        FieldType::Files => json!(["a.pdf"]),
        FieldType::ResidentId if dice.percent(50) => json!("11010519491231002X"),
        _ => json!("文字"),
    }
}
