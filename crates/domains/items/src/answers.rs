//! Answers to guiding questions in an address, so that a personal list can be shared, printed and scanned:
//! `?q.food=hot&q.food=cold&q.area=45&who=legal`.

use serde_json::{Map, Number, Value};
use web::server::Sent;
use web::ui::context::encode;

use crate::format::{Handling, Question, QuestionKind};
use crate::given::{Applicant, ApplicantKind, Given};

/// No answer is longer; what is goes unheard.
const LONGEST: usize = 60;

/// What an address says about the reader's situation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Situation {
    /// Answers by the ids of the questions, each of a form that its question takes.
    pub answers: Map<String, Value>,
    /// Who applies.
    pub kind: ApplicantKind,
    /// Whether somebody acts for the applicant.
    pub agent: bool,
}

impl Situation {
    /// Reads a query. Unknown names and answers that no question could take are left out: an address can be typed by
    /// anybody.
    pub fn read(handling: &Handling, sent: &Sent) -> Self {
        let answered = handling
            .questions
            .iter()
            .filter_map(|question| Some((question.id.clone(), answer(question, sent)?)));
        Self {
            answers: answered.collect(),
            kind: if sent.get("who") == "legal" {
                ApplicantKind::Legal
            } else {
                ApplicantKind::Natural
            },
            agent: sent.get("agent") == "yes",
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As an evaluation takes it.
    pub fn given(&self) -> Given {
        let applicant = Applicant {
            kind: self.kind,
            agent: self.agent,
            ..Applicant::default()
        };
        Given {
            applicant,
            answers: self.answers.clone(),
            ..Given::default()
        }
    }

    /// The query that says the same, in the order of the questions; empty when nothing is said.
    pub fn query(&self, handling: &Handling) -> String {
        let mut pairs = Vec::new();
        for question in &handling.questions {
            let name = format!("q.{}", encode(&question.id));
            match self.answers.get(&question.id) {
                Some(Value::Array(options)) if options.is_empty() => pairs.push(format!("{name}=")),
                Some(Value::Array(options)) => {
                    pairs.extend(
                        options
                            .iter()
                            .filter_map(Value::as_str)
                            .map(|id| format!("{name}={}", encode(id))),
                    );
                }
                Some(value) => pairs.push(format!("{name}={}", encode(&written(value)))),
                None => {}
            }
        }
        if self.kind == ApplicantKind::Legal {
            pairs.push("who=legal".to_owned());
        }
        if self.agent {
            pairs.push("agent=yes".to_owned());
        }
        pairs.join("&")
    }
}

/// An answer as a form sends it.
pub(crate) fn written(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn answer(question: &Question, sent: &Sent) -> Option<Value> {
    let name = format!("q.{}", question.id);
    let is_option = |id: &str| question.options.iter().any(|option| option.id == id);
    let one = sent.get(&name);
    if !sent.has(&name) || one.len() > LONGEST {
        return None;
    }
    match question.kind {
        QuestionKind::YesNo => match one {
            "yes" => Some(Value::Bool(true)),
            "no" => Some(Value::Bool(false)),
            _ => None,
        },
        QuestionKind::One => is_option(one).then(|| Value::String(one.to_owned())),
        QuestionKind::Many => {
            // 都没有 is sent as an empty value; beside anything else it says nothing.
            let mut chosen: Vec<&str> = Vec::new();
            for id in sent.all(&name).map(str::trim).filter(|id| is_option(id)) {
                if !chosen.contains(&id) {
                    chosen.push(id);
                }
            }
            let none = sent.all(&name).any(|id| id.trim().is_empty());
            (none || !chosen.is_empty()).then(|| chosen.into_iter().map(|id| Value::String(id.to_owned())).collect())
        }
        QuestionKind::Number => number(one).map(Value::Number),
    }
}

/// A plain decimal number; no exponents, which could name numbers that nobody can write down.
fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |text: &str| !text.is_empty() && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(part) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let sign = if text.starts_with('-') { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    let part = digits
        .split_once('.')
        .map_or_else(String::new, |(_, part)| format!(".{part}"));
    format!("{sign}{whole}{part}").parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::format::Package;

    fn food() -> Handling {
        let text = include_str!("../../../../data/items/000131010000-food-business-licence.json");
        Package::read(text).unwrap().handling.remove(0)
    }

    fn read(query: &str) -> Situation {
        Situation::read(&food(), &Sent::parse(query.as_bytes()).unwrap())
    }

    #[test]
    fn a_shared_address_says_the_same_to_whoever_opens_it() {
        let situation = read("q.trade=catering&q.only_prepackaged=no&who=legal&agent=yes");
        assert_eq!(situation.answers["trade"], json!("catering"));
        assert_eq!(situation.answers["only_prepackaged"], json!(false));
        assert_eq!(read(&situation.query(&food())), situation);
    }

    #[test]
    fn nothing_of_several_is_an_answer_and_no_answer_is_none() {
        assert_eq!(read("q.sale_items=").answers["sale_items"], json!([]));
        assert_eq!(
            read("q.sale_items=&q.sale_items=bulk").answers["sale_items"],
            json!(["bulk"])
        );
        assert!(read("").is_empty());
    }

    #[test]
    fn numbers_are_plain() {
        assert_eq!(number("045.50").map(|n| n.to_string()).as_deref(), Some("45.50"));
        assert_eq!(number("-0").map(|n| n.to_string()).as_deref(), Some("-0"));
        for wrong in ["", "1e9", "1.", ".5", "NaN", "９", "1234567890123456789", "--1"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_address_says_what_no_question_asks(query in "(q\\.[a-z_]{0,12}|who|[^&=]{0,6})=[^&]{0,20}(&q\\.trade=[^&]{0,9})?") {
            let (handling, situation) = (food(), read(&query));
            for id in situation.answers.keys() {
                prop_assert!(handling.questions.iter().any(|question| question.id == *id));
            }
            prop_assert_eq!(read(&situation.query(&handling)), situation);
        }
    }
}
