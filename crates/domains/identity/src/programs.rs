//! The programs of bodies (对接程序): made, stopped and given a new secret by who manages the body. What a program may
//! do never reaches further than its maker's own right to manage.

use kernel::actor::Permission;
use kernel::{Actor, FieldProblem, Grant, Id, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait as _, QueryOrder as _, UpdateMany};
use serde_json::json;

use crate::Identity;
use crate::model::Body;
use crate::roles::{self, Reach};
use crate::staff::{manage, reaches};
use crate::store::access::client;

/// What a program may be allowed: what staff may, and calling the interface of cases at all, also for a person whom the
/// program has identified.
pub const PROGRAM_PERMISSIONS: [(Permission, &str); 11] = [
    ("cases.api", "调用办件接口"),
    ("cases.act_as", "替已经核实身份的人提交和查询"),
    (roles::CASES_SEE, "看办件"),
    (roles::CASES_RECEIVE, "收件和受理"),
    (roles::CASES_REVIEW, "审查、核查和制证"),
    (roles::CASES_DECIDE, "作出决定"),
    (roles::CASES_OPEN, "依职权立案"),
    (roles::CASES_PAY, "登记缴费"),
    (roles::ITEMS_SEE, "看未公布的事项"),
    (roles::ITEMS_PUBLISH, "编制和公布事项"),
    ("messages.receipt", "报告短信是否送达"),
];

/// A program as who manages it sees it; its secret is nowhere to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its id.
    pub id: Id,
    /// The `client_id` it sends.
    pub login: String,
    /// Its name.
    pub name: String,
    /// What it may do, each with its scope.
    pub grants: Vec<Grant>,
    /// Whether it gets tokens.
    pub active: bool,
}

impl Identity {
    /// The programs of a body, by name.
    pub async fn programs_of(&self, body: Id) -> Result<Vec<Program>, Problem> {
        let rows = client::Entity::find()
            .filter(client::Column::Body.eq(body))
            .order_by_asc(client::Column::Name)
            .all(self.kernel.db.read())
            .await?;
        rows.into_iter().map(read).collect()
    }

    /// Makes a program of a body; answers its `client_id` and its secret, which is shown once.
    ///
    /// # Errors
    /// 422 with the fields to change; 403 for a reach beyond the actor's own; 404 for who may not manage the body.
    pub async fn create_program(
        &self,
        actor: &Actor,
        body: Id,
        name: &str,
        permissions: &[String],
        reach: Reach,
    ) -> Result<(String, String), Problem> {
        let owner = self.body(body).await?;
        manage(actor, &owner)?;
        let doubts = doubts(name, permissions);
        if !doubts.is_empty() {
            return Err(Problem::invalid(doubts));
        }
        if !reaches(actor, &owner, reach) {
            return Err(Problem::forbidden().detail("您的管理范围没有这么大，请上级管理员来设"));
        }
        let id = self.kernel.new_id(body.region());
        let login = format!("{}-{}", owner.slug, &self.kernel.new_token()[..6]);
        let secret = self.kernel.new_token();
        let row = client::ActiveModel {
            id: Set(id),
            login: Set(login.clone()),
            name: Set(name.into()),
            secret: Set(self.kernel.keys.token_hash(&secret)),
            grants: Set(serde_json::to_string(&grants(permissions, &owner, reach))?),
            active: Set(true),
            body: Set(Some(body)),
            generation: Set(0),
        };
        let payload = json!({"client": login, "body": body, "permissions": permissions, "reach": reach.as_str()});
        self.change(actor, id, "client.created", payload, move |tx| {
            Box::pin(async move {
                client::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await?;
        Ok((login, secret))
    }

    /// Gives a program a new secret, which is answered; the old one no longer counts, nor do the tokens got with it.
    pub async fn renew_secret(&self, actor: &Actor, program: Id) -> Result<(String, String), Problem> {
        let row = self.managed_program(actor, program).await?;
        let secret = self.kernel.new_token();
        let hash = self.kernel.keys.token_hash(&secret);
        self.change(actor, program, "client.secret_renewed", json!({}), move |tx| {
            Box::pin(async move {
                next_generation(program)
                    .col_expr(client::Column::Secret, Expr::value(hash))
                    .exec(tx)
                    .await?;
                Ok(())
            })
        })
        .await?;
        Ok((row.login, secret))
    }

    /// Stops or restarts a program; stopping counts at its next request, and what it held stays ended.
    pub async fn set_program_active(&self, actor: &Actor, program: Id, active: bool) -> Result<(), Problem> {
        self.managed_program(actor, program).await?;
        let kind = if active { "client.enabled" } else { "client.disabled" };
        self.change(actor, program, kind, json!({}), move |tx| {
            Box::pin(async move {
                next_generation(program)
                    .col_expr(client::Column::Active, Expr::value(active))
                    .exec(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    async fn managed_program(&self, actor: &Actor, program: Id) -> Result<client::Model, Problem> {
        let row = client::Entity::find_by_id(program).one(self.kernel.db.read()).await?;
        let row = row.ok_or_else(Problem::not_found)?;
        let body = row.body.ok_or_else(Problem::not_found)?;
        manage(actor, &*self.body(body).await?)?;
        Ok(row)
    }
}

/// Ends all tokens of a program, also those that are being given at this moment.
fn next_generation(program: Id) -> UpdateMany<client::Entity> {
    client::Entity::update_many()
        .col_expr(client::Column::Generation, Expr::col(client::Column::Generation).add(1))
        .filter(client::Column::Id.eq(program))
}

fn read(row: client::Model) -> Result<Program, Problem> {
    Ok(Program {
        id: row.id,
        login: row.login,
        name: row.name,
        grants: serde_json::from_str(&row.grants)?,
        active: row.active,
    })
}

fn doubts(name: &str, permissions: &[String]) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    let mut say = |field: &str, message: &str| {
        wrong.push(FieldProblem {
            field: field.into(),
            message: message.into(),
        });
    };
    match name.chars().count() {
        0 => say("program_name", "请填写名称，比如市场监管业务系统"),
        1..=40 => {}
        _ => say("program_name", "名称最多40个字"),
    }
    let known = |p: &String| PROGRAM_PERMISSIONS.iter().any(|(name, _)| name == p);
    if permissions.is_empty() {
        say("permissions", "请选它能做什么，至少一样");
    } else if !permissions.iter().all(known) {
        say("permissions", "没有这样的权限，请重新选");
    }
    wrong
}

fn grants(permissions: &[String], body: &Body, reach: Reach) -> Vec<Grant> {
    permissions
        .iter()
        .map(|permission| Grant {
            permission: permission.clone(),
            scope: reach.at(body),
        })
        .collect()
}
