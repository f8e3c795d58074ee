//! What each further step asks for, and how its form is read.

use items::RefusalStage;
use kernel::Problem;
use web::server::Sent;
use web::ui::{Choice, Field, FormError, Kind, Width, fmt};

use super::further::What;
use super::input::Input;
use super::kept::WORK;
use super::opened::Opened;
use super::{Desk, words};
use crate::lifecycle::LONGEST_TEXT;
use crate::model::Way;

/// What was answered.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub choice: String,
    /// The reason, the result, the receiver or the receipt: the one thing that is written.
    pub reason: String,
    pub basis: String,
    pub number: u32,
    pub fen: i64,
    pub errors: Vec<FormError>,
}

/// The name of the choice, and of the text.
const CHOICE: &str = "choice";
const REASON: &str = "reason";

/// Reads the form of a step.
pub(super) fn read(desk: &Desk, opened: &Opened, what: What, sent: &Sent) -> Asked {
    let mut asked = Asked {
        choice: sent.get(CHOICE).to_owned(),
        reason: sent.get(REASON).to_owned(),
        basis: sent.get("basis").to_owned(),
        number: sent.get("days").parse().unwrap_or_default(),
        ..Asked::default()
    };
    match what {
        What::NotAccept | What::Refuse => by_list(opened, what, &mut asked),
        What::Pay => {
            let due = fees(desk, opened);
            asked.fen = due
                .iter()
                .find(|(id, ..)| *id == asked.choice)
                .map_or(0, |(.., fen)| *fen);
        }
        _ => {}
    }
    let needs_choice = matches!(what, What::Return | What::Special | What::SpecialEnd | What::Pay);
    if needs_choice && asked.choice.is_empty() {
        asked.errors.push(FormError::new(CHOICE, "", "请选一个"));
    }
    asked
}

/// A reason of the published list brings its article along; own words come after it.
fn by_list(opened: &Opened, what: What, asked: &mut Asked) {
    let listed = refusals(opened, what);
    let Some((text, basis)) = asked
        .choice
        .parse::<usize>()
        .ok()
        .and_then(|at| listed.get(at).cloned())
    else {
        return;
    };
    let own = asked.reason.trim().to_owned();
    asked.reason = if own.is_empty() || own == text {
        text
    } else {
        format!("{text}：{own}")
    };
    if asked.basis.is_empty() {
        asked.basis = basis;
    }
}

/// The reasons to refuse that the item publishes for the step.
fn refusals(opened: &Opened, what: What) -> Vec<(String, String)> {
    let stage = if what == What::NotAccept {
        RefusalStage::Acceptance
    } else {
        RefusalStage::Decision
    };
    let local = opened.loaded.handled.local();
    let all = local.definition().refusals.iter().filter(|r| r.stage == stage);
    all.map(|r| (r.text.clone(), words::basis(r.basis.as_ref()))).collect()
}

/// Unpaid fees: id, name, fen.
fn fees(desk: &Desk, opened: &Opened) -> Vec<(String, String, i64)> {
    desk.cases.judge(&opened.loaded, |case, view| {
        let due = view.outcome.fees.iter().filter(|f| f.fen > 0);
        due.filter(|f| !case.paid.iter().any(|p| p.fee == *f.id))
            .filter_map(|f| {
                let definition = view.handling.fees.iter().find(|d| d.id == *f.id)?;
                Some((definition.id.clone(), definition.name.clone(), f.fen))
            })
            .collect()
    })
}

/// The controls of a step.
pub(super) fn fields(desk: &Desk, opened: &Opened, what: What, sent: &Sent, errors: &[FormError]) -> Vec<Field> {
    let form = Form { sent, errors };
    match what {
        What::NotAccept | What::Refuse => refusing(desk, opened, what, &form),
        What::Return => vec![
            form.one("退回到哪一步", earlier(desk, opened)),
            form.paragraph("退回的理由", "让前面的人知道要改什么", ""),
        ],
        What::Special => vec![form.one("哪一种", specials(desk, opened))],
        What::SpecialEnd => vec![
            form.one("哪一种", running(opened)),
            form.paragraph("结果", "例如：检测合格，报告编号……", ""),
        ],
        What::Extend => {
            let days = Field::new("days", "延长多少个工作日", number()).value(form.or("days", "10"));
            vec![
                days.errors(errors),
                form.paragraph("延期的理由", "会写进告知申请人的通知书", ""),
            ]
        }
        What::Terminate => vec![form.paragraph("终止的理由", "会写进通知书", terminating(opened))],
        What::Deliver => delivering(opened, &form),
        What::Pay => vec![
            form.one(
                "哪一笔",
                fees(desk, opened)
                    .into_iter()
                    .map(|(id, name, fen)| Choice::new(id, name).hint(fmt::money(fen)))
                    .collect(),
            ),
            form.text("票据号", "缴费票据或者银行回单上的号码", ""),
        ],
    }
}

fn number() -> Kind {
    Kind::Number {
        unit: Some("个工作日".into()),
        decimal: false,
    }
}

/// What was sent, or what is proposed.
struct Form<'a> {
    sent: &'a Sent,
    errors: &'a [FormError],
}

impl Form<'_> {
    fn or(&self, name: &str, proposed: &str) -> String {
        if self.sent.has(name) {
            self.sent.get(name).to_owned()
        } else {
            proposed.to_owned()
        }
    }

    fn one(&self, label: &str, choices: Vec<Choice>) -> Field {
        let only = if choices.len() == 1 {
            choices[0].value.clone()
        } else {
            String::new()
        };
        Field::new(CHOICE, label, Kind::One(choices))
            .value(self.or(CHOICE, &only))
            .errors(self.errors)
    }

    fn paragraph(&self, label: &str, hint: &str, proposed: &str) -> Field {
        let kind = Kind::Paragraph {
            rows: 4,
            max: Some(LONGEST_TEXT as u32),
        };
        Field::new(REASON, label, kind)
            .hint(hint)
            .value(self.or(REASON, proposed))
            .errors(self.errors)
    }

    fn text(&self, label: &str, hint: &str, proposed: &str) -> Field {
        let field = Field::new(REASON, label, Kind::Text(Width::Large)).hint(hint);
        field.value(self.or(REASON, proposed)).errors(self.errors)
    }
}

/// The published reasons, own words, the article.
fn refusing(desk: &Desk, opened: &Opened, what: What, form: &Form<'_>) -> Vec<Field> {
    let listed = refusals(opened, what);
    let mut choices: Vec<Choice> = listed
        .iter()
        .enumerate()
        .map(|(at, (text, basis))| {
            let choice = Choice::new(at.to_string(), text.clone());
            if basis.is_empty() {
                choice
            } else {
                choice.hint(basis.clone())
            }
        })
        .collect();
    choices.push(Choice::new("own", "其他理由，我来写"));
    let proposed = if what == What::Refuse {
        faults(desk, opened)
    } else {
        String::new()
    };
    let hint = "写清事实：哪一项、哪里不符合。会一字不差写进决定书";
    vec![
        form.one("理由（清单公布的情形）", choices),
        form.paragraph("具体说明", hint, &proposed),
        Field::new("basis", "依据的条款", Kind::Text(Width::Full))
            .hint("选了公布的情形就不用填，会用它的条款；自己写理由时要填")
            .value(form.or("basis", ""))
            .errors(form.errors),
    ]
}

/// What the officer has found not to be met.
fn faults(desk: &Desk, opened: &Opened) -> String {
    let Some(step) = desk.cases.current_step(&opened.loaded) else {
        return String::new();
    };
    let input = Input::read(desk, opened, &step, &opened.kept.form(WORK));
    input
        .points
        .iter()
        .filter_map(super::points::Point::fault)
        .collect::<Vec<_>>()
        .join("；")
}

fn earlier(desk: &Desk, opened: &Opened) -> Vec<Choice> {
    desk.cases.judge(&opened.loaded, |case, view| {
        let current = view.current_step(case).map(|s| s.id.clone());
        let before = view.due_steps().take_while(|s| Some(&s.id) != current.as_ref());
        let mut all: Vec<_> = before
            .map(|s| Choice::new(s.id.clone(), s.name.clone()).hint(s.post.clone()))
            .collect();
        all.reverse();
        all
    })
}

fn specials(desk: &Desk, opened: &Opened) -> Vec<Choice> {
    desk.cases.judge(&opened.loaded, |_, view| {
        let due = view.outcome.special.iter();
        due.filter_map(|id| view.handling.special_procedures.iter().find(|p| p.id == **id))
            .map(|p| {
                let clock = if p.stops_clock { "暂停计时" } else { "照常计时" };
                let limit = crate::clocks::limit(p.limit).words();
                let basis = words::basis(p.basis.as_ref());
                Choice::new(p.id.clone(), p.name.clone()).hint(format!("最长{limit}，{clock}。{basis}"))
            })
            .collect()
    })
}

fn running(opened: &Opened) -> Vec<Choice> {
    let local = opened.loaded.handled.local();
    let all = &local.definition().special_procedures;
    let open = opened.loaded.case.specials.iter().filter(|s| s.ended.is_none());
    open.map(|s| {
        let name = all.iter().find(|p| p.id == s.procedure).map_or("", |p| p.name.as_str());
        Choice::new(s.procedure.clone(), name).hint(format!("预计{}结束", fmt::date(s.expected, opened.today)))
    })
    .collect()
}

fn terminating(opened: &Opened) -> &'static str {
    if opened.loaded.case.state == crate::model::State::Correcting {
        "申请人没有在期限内补正"
    } else {
        ""
    }
}

fn delivering(opened: &Opened, form: &Form<'_>) -> Vec<Field> {
    let filed = &opened.loaded.case.filed;
    let ways = vec![
        Choice::new("window", "窗口当面交给"),
        Choice::new("electronic", "电子送达到“我的办件”"),
    ];
    let usual = if filed.delivery == Way::Electronic {
        "electronic"
    } else {
        "window"
    };
    vec![
        Field::new(CHOICE, "怎样送达", Kind::One(ways))
            .value(form.or(CHOICE, usual))
            .errors(form.errors),
        form.text("领取人", "写姓名；代领的写明“某某代领”", &filed.applicant_name),
    ]
}

/// The errors of a refusal, at the control that can be changed; others stand in the summary alone.
pub(super) fn errors(problem: &Problem, asked: &Asked) -> Vec<FormError> {
    if !asked.errors.is_empty() {
        return asked.errors.clone();
    }
    if !problem.fields.is_empty() {
        let one = |f: &kernel::FieldProblem| FormError::new("main", "", f.message.clone());
        return problem.fields.iter().map(one).collect();
    }
    let id = match problem.code {
        "needs_text" if problem.title.contains("依据") => "basis",
        "needs_text" | "too_long" => REASON,
        "extension_too_long" => "days",
        "no_such_procedure" | "procedure_running" | "no_such_fee" | "paid_already" => CHOICE,
        _ => "main",
    };
    vec![FormError::new(id, "", problem.title.clone())]
}
