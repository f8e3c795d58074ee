//! How bodies, posts and accounts of staff come into being and change: by who manages them, at the first installation
//! and by import, always through these commands.

use gbcode::{CreditCode, Mobile, Refusal as _, RegionCode, RegionLevel};
use kernel::{Actor, FieldProblem, Id, Problem, Region};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use crate::Identity;
use crate::model::{Body, Window};
use crate::passwords;
use crate::persons::{provinces, seal};
use crate::roles::Reach;
use crate::staff::{manage, reaches};
use crate::store::{body, staff};

/// The kinds of bodies, as they are stored and as people read them.
pub const BODY_KINDS: [(&str, &str); 3] = [
    ("organ", "行政机关"),
    ("institution", "事业单位"),
    ("mass_organisation", "群团组织"),
];

/// The kinds of posts, as they are stored and as people read them.
pub const POST_KINDS: [(&str, &str); 3] = [("step", "办理环节"), ("window", "窗口"), ("management", "管理")];

/// What is said of a body. Its level follows from its region, its path from the body above.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyFacts {
    /// A short latin name, stable over imports; the credit code when there is none.
    pub slug: String,
    /// Its legal name.
    pub name: String,
    /// How it is called in lists; the legal name when empty.
    pub short_name: String,
    /// 机关代字, the first part of its document numbers.
    pub document_prefix: String,
    /// One of [`BODY_KINDS`].
    pub kind: String,
    /// Unified social credit code.
    pub credit_code: String,
    /// 12-digit region code.
    pub region: String,
    /// Where it is.
    pub address: String,
    /// Its telephone number.
    pub phone: String,
    /// The name of the organ that decides on an administrative reconsideration.
    pub reconsideration: String,
    /// The name of the court for administrative litigation.
    pub court: String,
    /// Where people can come.
    pub windows: Vec<Window>,
}

impl From<&Body> for BodyFacts {
    fn from(b: &Body) -> Self {
        Self {
            slug: b.slug.clone(),
            name: b.name.clone(),
            short_name: b.short_name.clone(),
            document_prefix: b.document_prefix.clone(),
            kind: b.kind.clone(),
            credit_code: b.credit_code.clone(),
            region: b.region.clone(),
            address: b.address.clone(),
            phone: b.phone.clone(),
            reconsideration: b.reconsideration.clone(),
            court: b.court.clone(),
            windows: b.windows.clone(),
        }
    }
}

/// What is said of somebody who gets an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffFacts {
    /// 工号.
    pub number: String,
    /// The name to sign in with; the number when empty.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Their title in words.
    pub title: String,
    /// Their phone.
    pub phone: String,
}

/// Collects what must be changed.
#[derive(Default)]
struct Wrong(Vec<FieldProblem>);

impl Wrong {
    fn say(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldProblem {
            field: field.into(),
            message: message.into(),
        });
    }

    /// A text that must be there and may not be longer than `most` characters.
    fn text(&mut self, field: &str, what: &str, value: &str, most: usize) {
        let count = value.chars().count();
        if count == 0 {
            self.say(field, format!("请填写{what}"));
        } else if count > most {
            self.say(field, format!("{what}最多{most}个字，您填了{count}个"));
        }
    }
}

/// Whether a text reads as a telephone number of any kind: 0990-8009515, 12345, 110.
fn is_phone(text: &str) -> bool {
    (3..=24).contains(&text.len())
        && text.bytes().filter(u8::is_ascii_digit).count() >= 3
        && text.bytes().all(|b| b.is_ascii_digit() || b"-+() ".contains(&b))
}

fn is_time(text: &str) -> bool {
    chrono::NaiveTime::parse_from_str(text, "%H:%M").is_ok() && text.len() == 5
}

/// The level of power that belongs to a region: 2 province to 6 village.
pub(crate) fn level_of(code: &str) -> Result<i32, Problem> {
    Ok(
        match RegionCode::well_formed(code).map_err(Problem::internal)?.level() {
            RegionLevel::Province => 2,
            RegionLevel::Prefecture => 3,
            RegionLevel::County => 4,
            RegionLevel::Township => 5,
            RegionLevel::Village => 6,
        },
    )
}

impl Identity {
    /// What must be changed in the facts of a body before they can be kept; empty when nothing.
    pub fn doubts_of_body(&self, facts: &BodyFacts) -> Vec<FieldProblem> {
        let mut wrong = Wrong::default();
        wrong.text("name", "全称", &facts.name, 60);
        if facts.short_name.chars().count() > 20 {
            wrong.say("short_name", "简称最多20个字");
        }
        wrong.text("document_prefix", "机关代字", &facts.document_prefix, 12);
        if !BODY_KINDS.iter().any(|(kind, _)| *kind == facts.kind) {
            wrong.say("kind", "请选机构性质");
        }
        if let Err(e) = CreditCode::parse(&facts.credit_code, &provinces(&self.kernel)) {
            wrong.say("credit_code", e.sentence());
        }
        if let Err(e) = RegionCode::parse(&facts.region, &provinces(&self.kernel)) {
            wrong.say("region", e.sentence());
        } else if facts.region.len() != 12 {
            wrong.say("region", "请填12位区划代码，县区的后6位都是0");
        }
        wrong.text("address", "地址", &facts.address, 100);
        if !is_phone(&facts.phone) {
            wrong.say("phone", "请填写办公电话，比如0871-67012345");
        }
        wrong.text("reconsideration", "复议机关，告知书上要写", &facts.reconsideration, 60);
        wrong.text("court", "管辖法院，告知书上要写", &facts.court, 60);
        for (at, window) in facts.windows.iter().enumerate() {
            wrong.text(&format!("w{at}-name"), "窗口名称", &window.name, 60);
            wrong.text(&format!("w{at}-address"), "窗口地址", &window.address, 100);
            let ordered = |[from, to]: &[String; 2]| is_time(from) && is_time(to) && from < to;
            if window.hours.is_empty() || !window.hours.iter().all(ordered) {
                wrong.say(&format!("w{at}-hours"), "时间写成09:00-12:00，上午下午之间空一格");
            }
            if window.weekdays.is_empty() || !window.weekdays.iter().all(|d| (1..=7).contains(d)) {
                wrong.say(&format!("w{at}-weekdays"), "请选星期几开放");
            }
        }
        wrong.0
    }

    /// Makes a body below another one, or the first one of an installation.
    ///
    /// # Errors
    /// 422 with the fields to change; 404 for who may not manage what lies below `above`; 409 for a credit code that
    /// another body has.
    pub async fn create_body(&self, actor: &Actor, above: Option<Id>, facts: &BodyFacts) -> Result<Id, Problem> {
        let bodies = self.bodies().await?;
        let path = match above {
            Some(above) => {
                let above = bodies.get(above).ok_or_else(Problem::not_found)?;
                may_grow(actor, above)?;
                above.path.clone()
            }
            None if matches!(actor, Actor::System(_)) => "/".to_owned(),
            None => return Err(Problem::not_found()),
        };
        let mut doubts = self.doubts_of_body(facts);
        if let Some(other) = bodies.by_credit_code(&facts.credit_code) {
            doubts.push(FieldProblem {
                field: "credit_code".into(),
                message: format!("{}已经用了这个代码", other.name),
            });
        }
        if !doubts.is_empty() {
            return Err(Problem::invalid(doubts));
        }
        let home = Region::of_code(&facts.region).ok_or_else(Problem::not_found)?;
        let id = self.kernel.new_id(home);
        let row = body_row(id, format!("{path}{id}/"), facts)?;
        let payload = told(id, &format!("{path}{id}/"), facts);
        self.change(actor, id, "body.created", payload, move |tx| {
            Box::pin(async move {
                body::row::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await?;
        self.bodies_changed();
        Ok(id)
    }

    /// Changes what is said of a body. Its credit code and region stay: another code is another body.
    ///
    /// # Errors
    /// 422 with the fields to change; 404 for who may not manage it.
    pub async fn change_body(&self, actor: &Actor, id: Id, facts: &BodyFacts) -> Result<(), Problem> {
        let before = self.body(id).await?;
        manage(actor, &before)?;
        let facts = BodyFacts {
            slug: before.slug.clone(),
            credit_code: before.credit_code.clone(),
            region: before.region.clone(),
            short_name: short(facts).to_owned(),
            ..facts.clone()
        };
        let doubts = self.doubts_of_body(&facts);
        if !doubts.is_empty() {
            return Err(Problem::invalid(doubts));
        }
        if facts == BodyFacts::from(&*before) {
            return Ok(());
        }
        let row = body_row(id, before.path.clone(), &facts)?;
        let payload = told(id, &before.path, &facts);
        self.change(actor, id, "body.changed", payload, move |tx| {
            Box::pin(async move {
                body::row::Entity::update(row).exec(tx).await?;
                Ok(())
            })
        })
        .await?;
        self.bodies_changed();
        Ok(())
    }

    /// Makes a post of a body. Posts of the kind `step` bear the name that the steps of items name.
    ///
    /// # Errors
    /// 422 for a name that is missing, too long or taken; 404 for who may not manage the body.
    pub async fn create_post(&self, actor: &Actor, owner: Id, name: &str, kind: &str) -> Result<Id, Problem> {
        let home = self.body(owner).await?;
        manage(actor, &home)?;
        let mut wrong = Wrong::default();
        wrong.text("post_name", "岗位名称", name, 30);
        if !POST_KINDS.iter().any(|(known, _)| *known == kind) {
            wrong.say("post_kind", "请选岗位种类");
        }
        if self.bodies().await?.posts_of(owner).iter().any(|p| p.name == name) {
            wrong.say("post_name", "这个机构已经有这个岗位");
        }
        if !wrong.0.is_empty() {
            return Err(Problem::invalid(wrong.0));
        }
        let id = self.kernel.new_id(owner.region());
        let row = body::post::ActiveModel {
            id: Set(id),
            body: Set(owner),
            name: Set(name.into()),
            kind: Set(kind.into()),
        };
        let payload = json!({"post": id, "name": name, "kind": kind});
        self.change(actor, owner, "body.post_created", payload, move |tx| {
            Box::pin(async move {
                body::post::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await?;
        self.bodies_changed();
        Ok(id)
    }

    /// What must be changed in the facts of an account; empty when nothing. Whether number, login and phone are free is
    /// asked for when the account is made.
    pub fn doubts_of_staff(&self, facts: &StaffFacts) -> Vec<FieldProblem> {
        let mut wrong = Wrong::default();
        wrong.text("number", "工号", &facts.number, 20);
        wrong.text("name", "姓名", &facts.name, 30);
        if facts.title.chars().count() > 30 {
            wrong.say("title", "职务最多30个字");
        }
        let sane = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if !sane(&facts.number) {
            wrong.say("number", "工号只用字母、数字和横线");
        }
        if facts.login.len() > 40 || !sane(&facts.login) {
            wrong.say("login", "登录名只用字母、数字、点和横线，最多40个");
        }
        if facts.phone.is_empty() {
            wrong.say("phone", "请填写手机号");
        } else if let Err(e) = Mobile::parse(&Mobile::normalise(&facts.phone)) {
            wrong.say("phone", e.sentence());
        }
        wrong.0
    }

    /// Makes an account at a body, with a first password that must be changed at the first sign-in; answers both. Posts
    /// and roles are given afterwards: until then nobody gets in.
    ///
    /// # Errors
    /// 422 with the fields to change; 404 for who may not manage the body.
    pub async fn create_staff(&self, actor: &Actor, home: Id, facts: &StaffFacts) -> Result<(Id, String), Problem> {
        manage(actor, &*self.body(home).await?)?;
        let mut doubts = self.doubts_of_staff(facts);
        if doubts.is_empty() {
            doubts = self.taken(facts).await?;
        }
        if !doubts.is_empty() {
            return Err(Problem::invalid(doubts));
        }
        let phone = Mobile::parse(&Mobile::normalise(&facts.phone)).map_err(Problem::internal)?;
        let password = self.first_password();
        let hash = passwords::hash(&self.kernel.random, password.clone()).await?;
        let id = self.kernel.new_id(home.region());
        let row = staff::row::ActiveModel {
            id: Set(id),
            number: Set(facts.number.clone()),
            login: Set(login_of(facts)),
            name: Set(facts.name.clone()),
            title: Set(facts.title.clone()),
            body: Set(home),
            phone_index: Set(self.kernel.keys.index("phone", phone.as_str())),
            phone: Set(seal(&self.kernel, "staff.phone", id, phone.as_str())),
            password: Set(hash),
            password_at: Set(self.kernel.clock.now()),
            must_change: Set(true),
            totp: Set(None),
            totp_at: Set(None),
            totp_step: Set(0),
            active: Set(true),
            signed_in_at: Set(None),
        };
        let payload = json!({"number": facts.number, "body": home});
        self.change(actor, id, "staff.created", payload, move |tx| {
            Box::pin(async move {
                staff::row::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await?;
        Ok((id, password))
    }

    /// A password to be handed over once and changed at the first sign-in.
    pub(crate) fn first_password(&self) -> String {
        format!("Tb-{}", &self.kernel.new_token()[..10])
    }

    async fn taken(&self, facts: &StaffFacts) -> Result<Vec<FieldProblem>, Problem> {
        use sea_orm::{ColumnTrait as _, QueryFilter as _};
        use staff::row::{Column, Entity};
        let db = self.kernel.db.read();
        let phone = self.kernel.keys.index("phone", &Mobile::normalise(&facts.phone));
        let mut wrong = Wrong::default();
        for (field, column, value, what) in [
            (
                "number",
                Column::Number,
                sea_orm::Value::from(facts.number.clone()),
                "工号",
            ),
            ("login", Column::Login, login_of(facts).into(), "登录名"),
            ("phone", Column::PhoneIndex, phone.into(), "手机号"),
        ] {
            if let Some(other) = Entity::find().filter(column.eq(value)).one(db).await? {
                wrong.say(field, format!("{}已经用了这个{what}", other.name));
            }
        }
        Ok(wrong.0)
    }
}

fn login_of(facts: &StaffFacts) -> String {
    let login = if facts.login.is_empty() {
        &facts.number
    } else {
        &facts.login
    };
    login.to_lowercase()
}

/// Whether the actor may make bodies below this one; who may not is told that there is nothing.
fn may_grow(actor: &Actor, above: &Body) -> Result<(), Problem> {
    if reaches(actor, above, Reach::Subtree) {
        Ok(())
    } else {
        manage(actor, above)?;
        Err(Problem::forbidden().detail("您的管理范围只到本机构，请上级管理员来增设"))
    }
}

fn short(facts: &BodyFacts) -> &str {
    if facts.short_name.is_empty() {
        &facts.name
    } else {
        &facts.short_name
    }
}

fn body_row(id: Id, path: String, facts: &BodyFacts) -> Result<body::row::ActiveModel, Problem> {
    let slug = if facts.slug.is_empty() {
        facts.credit_code.to_lowercase()
    } else {
        facts.slug.clone()
    };
    Ok(body::row::ActiveModel {
        id: Set(id),
        slug: Set(slug),
        name: Set(facts.name.clone()),
        short_name: Set(short(facts).into()),
        document_prefix: Set(facts.document_prefix.clone()),
        kind: Set(facts.kind.clone()),
        credit_code: Set(facts.credit_code.clone()),
        region: Set(facts.region.clone()),
        level: Set(level_of(&facts.region)?),
        path: Set(path),
        address: Set(facts.address.clone()),
        phone: Set(facts.phone.clone()),
        reconsideration: Set(facts.reconsideration.clone()),
        court: Set(facts.court.clone()),
        windows: Set(serde_json::to_string(&facts.windows)?),
    })
}

/// What others learn of a body from its event: all of it is public.
fn told(id: Id, path: &str, facts: &BodyFacts) -> Value {
    json!({
        "id": id,
        "code": facts.credit_code,
        "name": facts.name,
        "short_name": short(facts),
        "region": facts.region,
        "address": facts.address,
        "phone": facts.phone,
        "reconsideration": facts.reconsideration,
        "court": facts.court,
        "path": path,
    })
}
