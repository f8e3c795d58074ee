//! The guiding questions as a form whose answers stand in the address.

use maud::{Markup, html};
use web::ui::{Choice, Field, Kind};

use super::{Guide, Now};
use crate::answers::written;
use crate::format::{Question, QuestionKind};
use crate::given::ApplicantKind;
use crate::say;

impl Guide<'_> {
    pub(super) fn questions(&self) -> Markup {
        let asked: Vec<&Question> = match &self.outcome {
            Some(outcome) => {
                let is_asked = |question: &&Question| outcome.questions.iter().any(|asked| *asked.id == *question.id);
                self.handling.questions.iter().filter(is_asked).collect()
            }
            None => Vec::new(),
        };
        let (who, agent) = (self.mentions("applicant.kind"), self.mentions("applicant.agent"));
        let count = asked.len() + usize::from(who) + usize::from(agent);
        if count == 0 {
            return html! {};
        }
        let old = !matches!(self.now, Now::InForce(_));
        html! {
            section class="ask screen-only" aria-labelledby="ask" {
                h2 id="ask" { "先答" (count) "个问题，只看和您有关的" }
                form class="top-4" action={ "/guide/" (self.code) "#result" } {
                    @if old { input type="hidden" name="v" value=(self.edition.version); }
                    @if who { (self.who()) }
                    @if agent { (self.agent()) }
                    @for question in &asked { (self.question(question)) }
                    div class="buttons" {
                        button class="button secondary" { "更新我的清单" }
                        @if !self.all || !self.situation.is_empty() {
                            a class="button quiet" href=(self.address("all=1")) { "不回答，看全部" }
                        }
                    }
                }
            }
        }
    }

    fn mentions(&self, name: &str) -> bool {
        self.handling.expressions().any(|source| source.contains(name))
    }

    fn who(&self) -> Field {
        let choices = vec![Choice::new("natural", "个人"), Choice::new("legal", "单位")];
        let legal = self.situation.kind == ApplicantKind::Legal;
        Field::new("who", "谁来办？", Kind::One(choices))
            .id("q-who")
            .value(if legal { "legal" } else { "natural" })
    }

    fn agent(&self) -> Field {
        let agent = if self.situation.agent { "yes" } else { "no" };
        Field::new("agent", "是替别人代办吗？", Kind::YesNo)
            .id("q-agent")
            .value(agent)
    }

    fn question(&self, question: &Question) -> Field {
        let options = || -> Vec<Choice> {
            let choice = |option: &crate::format::QuestionOption| {
                let choice = Choice::new(option.id.clone(), say::sentence(&option.label));
                match &option.help {
                    Some(help) => choice.hint(say::sentence(help)),
                    None => choice,
                }
            };
            question.options.iter().map(choice).collect()
        };
        let kind = match question.kind {
            QuestionKind::One => Kind::One(options()),
            QuestionKind::Many => Kind::Many(options().into_iter().chain([Choice::new("", "都没有")]).collect()),
            QuestionKind::YesNo => Kind::YesNo,
            QuestionKind::Number => Kind::Number {
                unit: question.unit.clone(),
                decimal: true,
            },
        };
        let values: Vec<String> = match self.situation.answers.get(&question.id) {
            Some(serde_json::Value::Array(list)) if list.is_empty() => vec![String::new()],
            Some(serde_json::Value::Array(list)) => list.iter().map(written).collect(),
            Some(value) => vec![written(value)],
            None => Vec::new(),
        };
        let field = Field::new(format!("q.{}", question.id), say::sentence(&question.text), kind);
        let field = field.id(format!("q-{}", question.id)).values(values);
        // Only an answer that cannot be taken is an error; one that is not given yet waits.
        let field = match self.refused(&question.id) {
            Some(message) => field.error(message),
            None => field,
        };
        match &question.help {
            Some(help) => field.hint(say::sentence(help)),
            None => field,
        }
    }

    fn refused(&self, id: &str) -> Option<String> {
        let given = self.situation.answers.contains_key(id);
        let errors = &self.outcome.as_ref()?.errors;
        errors
            .iter()
            .find(|error| given && *error.id == *id)
            .map(|error| error.message.clone())
    }

    /// The situation in one sentence, as the reader answered.
    pub(super) fn situation_words(&self) -> String {
        let said = self.handling.questions.iter().filter_map(|question| {
            let asked = self
                .outcome
                .as_ref()?
                .questions
                .iter()
                .find(|asked| *asked.id == *question.id)?;
            let answer = answer_words(question, asked.answer.as_ref()?);
            Some(format!("{}{answer}", say::sentence(&question.text)))
        });
        said.collect::<Vec<_>>().join("；")
    }
}

fn answer_words(question: &Question, answer: &serde_json::Value) -> String {
    let label = |id: &str| {
        let option = question.options.iter().find(|option| option.id == id);
        option.map_or_else(String::new, |option| say::sentence(&option.label))
    };
    match answer {
        serde_json::Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        serde_json::Value::String(id) => label(id),
        serde_json::Value::Array(list) if list.is_empty() => "都没有".to_owned(),
        serde_json::Value::Array(list) => list
            .iter()
            .filter_map(serde_json::Value::as_str)
            .map(label)
            .collect::<Vec<_>>()
            .join("、"),
        number => format!("{number}{}", question.unit.as_deref().unwrap_or_default()),
    }
}
