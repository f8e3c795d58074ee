//! The permission table: every route, who may, and what the rightful person sends. Beside it stand the routes' own gates
//! (`kernel::Access`); the test holds both against each other and against what really happens.

use super::cast::{Part, Stand};
use super::things::Stage;

/// Who may.
#[derive(Debug, Clone, Copy)]
pub(crate) enum May {
    /// The person whose thing it is.
    Owner,
    /// Whoever is signed in to the portal: the route shows only their own.
    AnyCitizen,
    /// Staff with any post.
    AnyStaff,
    /// These roles at the body whose thing it is.
    Roles(&'static [&'static str]),
    /// These roles wherever they are held: the route shows only what lies within.
    RolesAnywhere(&'static [&'static str]),
    /// Who manages all that is below a body.
    Above,
    /// The owner, and a program of the body.
    OwnerOrProgram,
    /// A program of the body.
    Program,
}

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sends {
    /// Nothing.
    Nothing,
    /// Fields of a form.
    Form(&'static [(&'static str, &'static str)]),
    /// The form as it stands on the page of this address, with these fields changed.
    Page(&'static str, &'static [(&'static str, &'static str)]),
    /// What an officer fills in at the present step of the desk.
    Step,
    /// A JSON body.
    Json(&'static str),
    /// The work at the present step as JSON, with these members.
    Work(&'static str),
    /// The body of a file.
    File,
    /// A whole application, with files that the rightful one has uploaded.
    Filing,
}

/// A row of the table. Names in braces stand for parts of the thing, in the path, in fields and in bodies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) route: &'static str,
    pub(crate) may: May,
    pub(crate) at: Stage,
    pub(crate) sends: Sends,
    /// What stands behind the path.
    pub(crate) query: &'static str,
}

const fn row(route: &'static str, may: May, at: Stage, sends: Sends) -> Row {
    Row {
        route,
        may,
        at,
        sends,
        query: "",
    }
}

const fn asked(route: &'static str, query: &'static str, may: May, at: Stage, sends: Sends) -> Row {
    Row {
        route,
        may,
        at,
        sends,
        query,
    }
}

const SEE: &[&str] = &["window_clerk", "hall_manager", "reviewer", "approver", "supervisor"];
const RECEIVE: &[&str] = &["window_clerk", "hall_manager"];
const REVIEW: &[&str] = &["reviewer", "approver"];
const DECIDE: &[&str] = &["approver"];
const MANAGE: &[&str] = &["body_admin", "platform_admin"];
const PUBLISH: &[&str] = &["item_admin", "platform_admin"];
const EVERY: &[&str] = &[
    "window_clerk",
    "hall_manager",
    "reviewer",
    "approver",
    "supervisor",
    "item_admin",
    "body_admin",
    "platform_admin",
];

use May::{Above, AnyCitizen, AnyStaff, Owner, OwnerOrProgram, Program, Roles, RolesAnywhere};
use Sends::{File, Form, Json, Nothing, Page, Step, Work};
use Stage::{
    AtDecision, Closed, Correcting, Drafted, Granted, InReview, Made, Nowhere, Organisation, Payable, Received,
    Special, Specials, Taken,
};

/// Every route that is not public.
pub(crate) const ROWS: &[Row] = &[
    // People at the portal.
    row("GET /my", AnyCitizen, Nowhere, Nothing),
    row("GET /my/cases", AnyCitizen, Nowhere, Nothing),
    row("GET /my/drafts", AnyCitizen, Nowhere, Nothing),
    row("GET /my/looks", AnyCitizen, Nowhere, Nothing),
    row("GET /my/messages", AnyCitizen, Nowhere, Nothing),
    row("GET /my/agents", AnyCitizen, Nowhere, Nothing),
    row("GET /my/security", AnyCitizen, Nowhere, Nothing),
    row("GET /api/v1/messages", AnyCitizen, Nowhere, Nothing),
    row("GET /apply/{code}", AnyCitizen, Nowhere, Nothing),
    row("POST /apply/{code}", AnyCitizen, Nowhere, Form(&[("who", "self")])),
    row("POST /my/security/password", AnyCitizen, Nowhere, Form(&[])),
    row(
        "POST /my/security/sessions",
        AnyCitizen,
        Nowhere,
        Form(&[("session", "none")]),
    ),
    row("GET /my/messages/{message}", Owner, Received, Nothing),
    row("POST /api/v1/messages/{message}/read", Owner, Received, Nothing),
    row("GET /my/files/{draft}/{upload}", Owner, Drafted, Nothing),
    row("GET /my/drafts/{draft}", Owner, Drafted, Nothing),
    row("POST /my/drafts/{draft}/discard", Owner, Drafted, Form(&[])),
    row("GET /my/drafts/{draft}/questions", Owner, Drafted, Nothing),
    row(
        "POST /my/drafts/{draft}/questions",
        Owner,
        Drafted,
        Page("/my/drafts/{draft}/questions", &[]),
    ),
    row("GET /my/drafts/{draft}/form/{section}", Owner, Drafted, Nothing),
    row(
        "POST /my/drafts/{draft}/form/{section}",
        Owner,
        Drafted,
        Page("/my/drafts/{draft}/form/{section}", &[]),
    ),
    row("GET /my/drafts/{draft}/materials", Owner, Drafted, Nothing),
    row("POST /my/drafts/{draft}/materials", Owner, Drafted, File),
    row("GET /my/drafts/{draft}/check", Owner, Drafted, Nothing),
    row(
        "POST /my/drafts/{draft}/check",
        Owner,
        Drafted,
        Page("/my/drafts/{draft}/check", &[("ok", "yes")]),
    ),
    row("GET /my/cases/{number}", Owner, Received, Nothing),
    row("GET /my/cases/{number}/receipt", Owner, Received, Nothing),
    row("GET /my/cases/{number}/receipt.pdf", Owner, Received, Nothing),
    row("GET /my/cases/{number}/documents/{document}", Owner, Received, Nothing),
    row("GET /my/cases/{number}/correction", Owner, Correcting, Nothing),
    row("POST /my/cases/{number}/correction", Owner, Correcting, File),
    row("GET /my/cases/{number}/withdraw", Owner, Received, Nothing),
    row(
        "POST /my/cases/{number}/withdraw",
        Owner,
        Received,
        Form(&[("reason", "不开了")]),
    ),
    row("GET /my/cases/{number}/rate", Owner, Closed, Nothing),
    row("POST /my/cases/{number}/rate", Owner, Closed, Form(&[("level", "5")])),
    row(
        "POST /my/agents/act",
        Owner,
        Organisation,
        Form(&[("organisation", "{organisation}")]),
    ),
    row("GET /my/agents/{organisation}", Owner, Organisation, Nothing),
    row(
        "POST /my/agents/{organisation}",
        Owner,
        Organisation,
        Form(&[
            ("name", "田秀英"),
            ("number", "990122194502084525"),
            ("phone", "19900000816"),
            ("until-y", "2026"),
            ("until-m", "12"),
            ("until-d", "31"),
            ("may", "apply"),
        ]),
    ),
    row("POST /my/agents/{appointment}/revoke", Owner, Organisation, Form(&[])),
    // Programs and people at the API.
    row(
        "POST /api/v1/drafts",
        AnyCitizen,
        Nowhere,
        Json(r#"{"handling_code": "{code}", "answers": {}}"#),
    ),
    row("GET /api/v1/drafts/{draft}", OwnerOrProgram, Drafted, Nothing),
    row(
        "PATCH /api/v1/drafts/{draft}",
        OwnerOrProgram,
        Drafted,
        Json(r#"{"form": {}}"#),
    ),
    row("DELETE /api/v1/drafts/{draft}", OwnerOrProgram, Drafted, Nothing),
    row(
        "DELETE /api/v1/drafts/{draft}/files/{upload}",
        OwnerOrProgram,
        Drafted,
        Nothing,
    ),
    row(
        "PUT /api/v1/drafts/{draft}/materials/{material}",
        OwnerOrProgram,
        Drafted,
        File,
    ),
    row("GET /api/v1/drafts/{draft}/outcome", OwnerOrProgram, Drafted, Nothing),
    row(
        "POST /api/v1/drafts/{draft}/submit",
        OwnerOrProgram,
        Drafted,
        Json("{}"),
    ),
    row("POST /api/v1/uploads", AnyCitizen, Nowhere, File),
    row("POST /api/v1/cases", Program, Nowhere, Sends::Filing),
    row("GET /api/v1/cases", AnyCitizen, Nowhere, Nothing),
    row("GET /api/v1/cases/{number}", OwnerOrProgram, Received, Nothing),
    row("GET /api/v1/cases/{number}/clock", OwnerOrProgram, Received, Nothing),
    row(
        "GET /api/v1/cases/{number}/documents",
        OwnerOrProgram,
        Received,
        Nothing,
    ),
    row(
        "GET /api/v1/cases/{number}/documents/{document}",
        OwnerOrProgram,
        Received,
        Nothing,
    ),
    row(
        "GET /api/v1/cases/{number}/files/{file}",
        OwnerOrProgram,
        Received,
        Nothing,
    ),
    row(
        "POST /api/v1/cases/{number}/supply",
        OwnerOrProgram,
        Correcting,
        Json("{}"),
    ),
    row(
        "POST /api/v1/cases/{number}/withdraw",
        OwnerOrProgram,
        Received,
        Json(r#"{"reason": "不开了"}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/rating",
        OwnerOrProgram,
        Closed,
        Json(r#"{"level": 5}"#),
    ),
    // Staff, for whom a program asks.
    row("GET /api/v1/cases/{number}/work", Program, InReview, Nothing),
    row(
        "POST /api/v1/cases/ex-officio",
        Roles(REVIEW),
        Specials,
        Json("{opening}"),
    ),
    row(
        "POST /api/v1/cases/{number}/acceptance",
        Roles(RECEIVE),
        Received,
        Json("{}"),
    ),
    row(
        "POST /api/v1/cases/{number}/correction",
        Roles(RECEIVE),
        Received,
        Json(
            r#"{"items": [{"about": {"kind": "material", "id": "layout"}, "problem": "看不清", "remedy": "重新扫描"}]}"#,
        ),
    ),
    row(
        "POST /api/v1/cases/{number}/rejection",
        Roles(RECEIVE),
        Received,
        Json(r#"{"reason": "不属于本机关管辖", "basis": "《行政许可法》第三十二条"}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/steps/{step}",
        Roles(REVIEW),
        InReview,
        Work("{}"),
    ),
    row(
        "POST /api/v1/cases/{number}/decision",
        Roles(DECIDE),
        AtDecision,
        Work(r#"{"step": "{step}", "granted": true}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/result",
        Roles(REVIEW),
        Granted,
        Work(r#"{"step": "{step}"}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/return",
        Roles(DECIDE),
        AtDecision,
        Json(r#"{"to": "{first}", "reason": "请再看一遍"}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/special/{procedure}/begin",
        Roles(REVIEW),
        Specials,
        Json("{}"),
    ),
    row(
        "POST /api/v1/cases/{number}/special/{procedure}/end",
        Roles(REVIEW),
        Special,
        Json(r#"{"result": "没有异议"}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/extension",
        Roles(DECIDE),
        InReview,
        Json(r#"{"by": 5, "reason": "案情复杂"}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/delivery",
        Roles(RECEIVE),
        Made,
        Json(r#"{"to": "本人"}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/payments",
        Roles(RECEIVE),
        Payable,
        Json(r#"{"fee": "{fee}", "fen": {fen}, "receipt": "P1"}"#),
    ),
    row(
        "POST /api/v1/cases/{number}/termination",
        Roles(DECIDE),
        InReview,
        Json(r#"{"reason": "申请人死亡"}"#),
    ),
    // Staff at the desk.
    row("GET /desk", RolesAnywhere(SEE), Nowhere, Nothing),
    row("GET /desk/search", RolesAnywhere(SEE), Nowhere, Nothing),
    row(
        "POST /desk/claim",
        RolesAnywhere(SEE),
        Received,
        Form(&[("case", "{number}")]),
    ),
    row(
        "POST /desk/release",
        RolesAnywhere(SEE),
        Received,
        Form(&[("case", "{number}")]),
    ),
    row("GET /desk/cases/{number}", Roles(SEE), Received, Nothing),
    row("GET /desk/cases/{number}/files/{file}", Roles(SEE), Received, Nothing),
    row(
        "GET /desk/cases/{number}/files/{file}/page/{page}",
        Roles(SEE),
        Received,
        Nothing,
    ),
    row(
        "GET /desk/cases/{number}/documents/{document}",
        Roles(SEE),
        Received,
        Nothing,
    ),
    row("POST /desk/cases/{number}/claim", Roles(RECEIVE), Received, Form(&[])),
    row("POST /desk/cases/{number}/release", Roles(RECEIVE), Taken, Form(&[])),
    row(
        "POST /desk/cases/{number}/draft",
        Roles(SEE),
        Received,
        Form(&[("form", "work"), ("opinion", "想一想")]),
    ),
    row("POST /desk/cases/{number}/accept", Roles(RECEIVE), Received, Form(&[])),
    row("GET /desk/cases/{number}/correction", Roles(RECEIVE), Received, Nothing),
    row(
        "GET /desk/cases/{number}/correction.pdf",
        Roles(RECEIVE),
        Received,
        Nothing,
    ),
    row(
        "POST /desk/cases/{number}/correction",
        Roles(RECEIVE),
        Received,
        Form(&[
            ("form", "correction"),
            ("use.1", "1"),
            ("problem.1", "缺少尺寸"),
            ("remedy.1", "标出尺寸"),
        ]),
    ),
    row("GET /desk/cases/{number}/not-accept", Roles(RECEIVE), Received, Nothing),
    row(
        "POST /desk/cases/{number}/not-accept",
        Roles(RECEIVE),
        Received,
        Form(&[
            ("choice", "own"),
            ("reason", "不归本局管"),
            ("basis", "《行政许可法》第三十二条"),
        ]),
    ),
    row("POST /desk/cases/{number}/work", Roles(REVIEW), InReview, Step),
    row("POST /desk/cases/{number}/decide", Roles(DECIDE), AtDecision, Step),
    row("GET /desk/cases/{number}/refuse", Roles(DECIDE), AtDecision, Nothing),
    row(
        "POST /desk/cases/{number}/refuse",
        Roles(DECIDE),
        AtDecision,
        Form(&[
            ("choice", "own"),
            ("reason", "现场与申请不一致"),
            ("basis", "《行政许可法》第三十八条"),
        ]),
    ),
    row("POST /desk/cases/{number}/make", Roles(REVIEW), Granted, Step),
    row("GET /desk/cases/{number}/return", Roles(REVIEW), AtDecision, Nothing),
    row(
        "POST /desk/cases/{number}/return",
        Roles(DECIDE),
        AtDecision,
        Form(&[("choice", "{first}"), ("reason", "请再看一遍")]),
    ),
    row("GET /desk/cases/{number}/special", Roles(REVIEW), Specials, Nothing),
    row(
        "POST /desk/cases/{number}/special",
        Roles(REVIEW),
        Specials,
        Form(&[("choice", "{procedure}")]),
    ),
    row("GET /desk/cases/{number}/special-end", Roles(REVIEW), Special, Nothing),
    row(
        "POST /desk/cases/{number}/special-end",
        Roles(REVIEW),
        Special,
        Form(&[("choice", "{procedure}"), ("reason", "没有异议")]),
    ),
    row("GET /desk/cases/{number}/extend", Roles(DECIDE), InReview, Nothing),
    row(
        "POST /desk/cases/{number}/extend",
        Roles(DECIDE),
        InReview,
        Form(&[("days", "5"), ("reason", "案情复杂")]),
    ),
    row("GET /desk/cases/{number}/terminate", Roles(SEE), InReview, Nothing),
    row(
        "POST /desk/cases/{number}/terminate",
        Roles(DECIDE),
        InReview,
        Form(&[("reason", "申请人死亡")]),
    ),
    row("GET /desk/cases/{number}/deliver", Roles(RECEIVE), Made, Nothing),
    row(
        "POST /desk/cases/{number}/deliver",
        Roles(RECEIVE),
        Made,
        Form(&[("choice", "window"), ("reason", "本人")]),
    ),
    row("GET /desk/cases/{number}/pay", Roles(RECEIVE), Payable, Nothing),
    row(
        "POST /desk/cases/{number}/pay",
        Roles(RECEIVE),
        Payable,
        Form(&[("choice", "{fee}"), ("reason", "P1")]),
    ),
    row("GET /desk/open", RolesAnywhere(REVIEW), Nowhere, Nothing),
    row("GET /desk/open/{opens}", Roles(REVIEW), Specials, Nothing),
    row(
        "POST /desk/open/{opens}",
        Roles(REVIEW),
        Specials,
        Page("/desk/open/{opens}", &[]),
    ),
    // Items at the desk.
    row("GET /desk/items", RolesAnywhere(EVERY), Nowhere, Nothing),
    row("GET /desk/items/check", RolesAnywhere(EVERY), Nowhere, Nothing),
    row("GET /desk/items/standing/{code}", Roles(PUBLISH), Nowhere, Nothing),
    row("POST /api/v1/packages", Program, Nowhere, Json("{package}")),
    // Oneself at the desk.
    row("GET /desk/me", AnyStaff, Nowhere, Nothing),
    row("POST /desk/me/password", AnyStaff, Nowhere, Form(&[])),
    row(
        "POST /desk/me/sessions",
        AnyStaff,
        Nowhere,
        Form(&[("session", "none")]),
    ),
    row("POST /desk/me/totp", AnyStaff, Nowhere, Form(&[("code", "000000")])),
    row("POST /desk/post", AnyStaff, Nowhere, Form(&[("post", "{own}")])),
    // Bodies, posts, accounts and programs.
    row("GET /desk/organisation", RolesAnywhere(MANAGE), Nowhere, Nothing),
    asked(
        "GET /desk/organisation/bodies/new",
        "?above={body}",
        Roles(MANAGE),
        Nowhere,
        Nothing,
    ),
    row(
        "POST /desk/organisation/bodies/new",
        Above,
        Nowhere,
        Page(
            "/desk/organisation/bodies/new?above={body}",
            &[
                ("name", "临溪县市场监督管理局青溪所"),
                ("short_name", "青溪所"),
                ("document_prefix", "临市监青"),
                ("address", "青溪街道1号"),
                ("phone", "0990-8009515"),
            ],
        ),
    ),
    row("GET /desk/organisation/bodies/{body}", Roles(MANAGE), Nowhere, Nothing),
    row(
        "POST /desk/organisation/bodies/{body}",
        Roles(MANAGE),
        Nowhere,
        Page("/desk/organisation/bodies/{body}", &[]),
    ),
    row(
        "POST /desk/organisation/bodies/{body}/posts",
        Roles(MANAGE),
        Nowhere,
        Form(&[("post_name", "青溪巡查岗{n}"), ("post_kind", "step")]),
    ),
    asked(
        "GET /desk/organisation/people/new",
        "?body={body}",
        Roles(MANAGE),
        Nowhere,
        Nothing,
    ),
    row(
        "POST /desk/organisation/people/new",
        Roles(MANAGE),
        Nowhere,
        Form(&[
            ("body", "{body}"),
            ("name", "新来的"),
            ("number", "N{n}"),
            ("phone", "19900880{n}"),
        ]),
    ),
    row(
        "POST /desk/organisation/{staff}/posts",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}"), ("post", "{post}")]),
    ),
    row(
        "POST /desk/organisation/{staff}/posts/remove",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}"), ("post", "{post}")]),
    ),
    row(
        "POST /desk/organisation/{staff}/roles",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}"), ("role", "reviewer"), ("reach", "organisation")]),
    ),
    row(
        "POST /desk/organisation/{staff}/roles/remove",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}"), ("role", "reviewer")]),
    ),
    row(
        "POST /desk/organisation/{staff}/password",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}")]),
    ),
    row(
        "POST /desk/organisation/{staff}/totp",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}")]),
    ),
    row(
        "POST /desk/organisation/{staff}/active",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}"), ("active", "1")]),
    ),
    asked("GET /desk/programs", "?body={body}", Roles(MANAGE), Nowhere, Nothing),
    row(
        "POST /desk/programs",
        Roles(MANAGE),
        Nowhere,
        Form(&[
            ("body", "{body}"),
            ("program_name", "业务系统"),
            ("permissions", "cases.see"),
            ("reach", "organisation"),
        ]),
    ),
    row(
        "POST /desk/programs/{program}/secret",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}")]),
    ),
    row(
        "POST /desk/programs/{program}/active",
        Roles(MANAGE),
        Nowhere,
        Form(&[("body", "{body}"), ("active", "1")]),
    ),
    // The gateway of text messages reports; only a program that holds just this.
    row(
        "POST /api/v1/messages/receipts",
        Program,
        Received,
        Json(r#"{"id": "{message}", "outcome": "delivered"}"#),
    ),
];

/// Whether somebody can ask at all: at the API staff are named by a program, and only for work on cases.
pub(crate) fn asks(row: &Row, part: Part) -> bool {
    let staff = matches!(part, Part::Idle | Part::Own | Part::Above | Part::Role(..));
    !(staff && row.route.contains(" /api/")) || matches!(row.may, Roles(_))
}

/// Whether the thing is a case that waits at a step.
fn at_a_step(row: &Row) -> bool {
    matches!(row.at, InReview | AtDecision | Granted | Specials | Special)
}

/// Whether somebody may see the thing, whatever they may do with it.
pub(crate) fn sees(row: &Row, part: Part) -> bool {
    match part {
        Part::Role(name, Stand::Here) => SEE.contains(&name),
        Part::Own => at_a_step(row),
        _ => false,
    }
}

/// Whether somebody may, by the table.
pub(crate) fn expected(row: &Row, part: Part) -> bool {
    let api = row.route.contains(" /api/");
    match (row.may, part) {
        (AnyCitizen, Part::Citizen) | (OwnerOrProgram | Program, Part::Program(Stand::Here)) => true,
        // What a body begins itself, a person of the body begins.
        (Roles(_), Part::Program(Stand::Here)) => api && !row.route.ends_with("/ex-officio"),
        (AnyCitizen, Part::Program(_)) => api && !row.route.contains("/messages"),
        (AnyStaff, Part::Idle | Part::Own | Part::Above | Part::Role(..)) | (Above, Part::Above) => true,
        (RolesAnywhere(roles), Part::Own) => roles.contains(&"reviewer"),
        (Roles(roles), Part::Own) => {
            let of_the_body = row.at == Nowhere || row.route.contains("{opens}") || row.route.ends_with("/ex-officio");
            roles.contains(&"reviewer") && (at_a_step(row) || of_the_body)
        }
        (Roles(roles) | RolesAnywhere(roles), Part::Above) => roles.contains(&"platform_admin"),
        (Roles(roles), Part::Role(name, Stand::Here)) | (RolesAnywhere(roles), Part::Role(name, _)) => {
            roles.contains(&name)
        }
        _ => false,
    }
}
