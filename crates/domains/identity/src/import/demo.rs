//! The demo's bodies, staff, persons and organisations, in one transaction; does nothing when there are bodies.

use std::collections::HashMap;

use gbcode::{Mobile, ResidentId};
use kernel::{Actor, Grant, Id, Kernel, Problem, Region, Scope};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde_json::json;

use super::records::{Bodies, BodyRecord, Organisations, Persons, PostsStaff, StaffRecord};
use crate::Identity;
use crate::ledger::record;
use crate::organise::level_of;
use crate::passwords;
use crate::persons::{known, seal};
use crate::register::AGREEMENT_VERSION;
use crate::roles;
use crate::store::{access, body, person, staff};

/// The password of every demo account.
pub const DEMO_PASSWORD: &str = "Tongban-2026";
/// The `client_id` of the demo program.
pub const DEMO_CLIENT: &str = "demo-client";
/// Its secret.
pub const DEMO_CLIENT_SECRET: &str = "tongban-demo-secret-2026";

/// All rows to be written.
#[derive(Default)]
struct Rows {
    bodies: Vec<body::row::ActiveModel>,
    posts: Vec<body::post::ActiveModel>,
    staff: Vec<staff::row::ActiveModel>,
    held: Vec<staff::post::ActiveModel>,
    roles: Vec<staff::role::ActiveModel>,
    persons: Vec<person::row::ActiveModel>,
    subjects: Vec<person::subject::ActiveModel>,
    agents: Vec<person::agent::ActiveModel>,
}

/// Ids of what the records name.
#[derive(Default)]
struct Known {
    bodies: HashMap<String, (Id, Region, String)>,
    posts: HashMap<(String, String), Id>,
    persons: HashMap<String, Id>,
}

fn unknown(what: &str, id: &str) -> Problem {
    Problem::internal(format!("the demo names a {what} that it does not have: {id}"))
}

/// Imports the four JSON texts of the demo and makes a demo program.
pub async fn import_demo(
    identity: &Identity,
    bodies_json: &str,
    posts_staff_json: &str,
    persons_json: &str,
    organisations_json: &str,
) -> Result<(), Problem> {
    let kernel = identity.kernel.clone();
    if body::row::Entity::find().one(kernel.db.read()).await?.is_some() {
        return Ok(());
    }
    // One hash for all: what takes its time for one account would take minutes for hundreds.
    let hash = passwords::hash(&kernel.random, DEMO_PASSWORD.into()).await?;
    let (mut rows, mut ids) = (Rows::default(), Known::default());
    bodies(&kernel, serde_json::from_str(bodies_json)?, &mut rows, &mut ids)?;
    people_of_staff(
        &kernel,
        &serde_json::from_str(posts_staff_json)?,
        &hash,
        &mut rows,
        &mut ids,
    )?;
    persons(&kernel, serde_json::from_str(persons_json)?, &hash, &mut rows, &mut ids)?;
    organisations(&kernel, serde_json::from_str(organisations_json)?, &mut rows, &ids)?;
    write(identity, rows).await?;
    identity.bodies_changed();
    Ok(())
}

fn bodies(kernel: &Kernel, all: Bodies, rows: &mut Rows, ids: &mut Known) -> Result<(), Problem> {
    let names: HashMap<_, _> = all.bodies.iter().map(|b| (b.id.clone(), b.name.clone())).collect();
    let mut waiting = all.bodies;
    // Parents first, whatever their order in the file, for a path begins with its parent's.
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut later = Vec::new();
        for b in waiting {
            match b
                .parent
                .as_ref()
                .map(|p| ids.bodies.get(p).map(|(_, _, path)| path.clone()))
            {
                Some(None) => later.push(b),
                None => add_body(kernel, b, "/", &names, rows, ids)?,
                Some(Some(path)) => add_body(kernel, b, &path, &names, rows, ids)?,
            }
        }
        if later.len() == before {
            return Err(unknown("parent", &later[0].id));
        }
        waiting = later;
    }
    Ok(())
}

fn add_body(
    kernel: &Kernel,
    b: BodyRecord,
    above: &str,
    names: &HashMap<String, String>,
    rows: &mut Rows,
    ids: &mut Known,
) -> Result<(), Problem> {
    let region = Region::of_code(&b.region).ok_or_else(|| unknown("region", &b.region))?;
    let id = kernel.new_id(region);
    let path = format!("{above}{id}/");
    let reconsideration = names
        .get(&b.reconsideration_organ)
        .ok_or_else(|| unknown("body", &b.reconsideration_organ))?;
    ids.bodies.insert(b.id.clone(), (id, region, path.clone()));
    rows.bodies.push(body::row::ActiveModel {
        id: Set(id),
        slug: Set(b.id),
        name: Set(b.name),
        short_name: Set(b.short_name),
        document_prefix: Set(b.document_prefix),
        kind: Set(b.kind),
        credit_code: Set(b.credit_code),
        level: Set(level_of(&b.region)?),
        region: Set(b.region),
        path: Set(path),
        address: Set(b.address),
        phone: Set(b.phone),
        reconsideration: Set(reconsideration.clone()),
        court: Set(b.court),
        windows: Set(serde_json::to_string(&b.windows).unwrap_or_default()),
    });
    Ok(())
}

fn people_of_staff(
    kernel: &Kernel,
    all: &PostsStaff,
    hash: &str,
    rows: &mut Rows,
    ids: &mut Known,
) -> Result<(), Problem> {
    let halls = all.halls();
    for p in &all.posts {
        let (owner, region, _) = ids.bodies.get(&p.body).ok_or_else(|| unknown("body", &p.body))?;
        let id = kernel.new_id(*region);
        ids.posts.insert((p.body.clone(), p.post.clone()), id);
        rows.posts.push(body::post::ActiveModel {
            id: Set(id),
            body: Set(*owner),
            name: Set(p.post.clone()),
            kind: Set(p.kind.clone()),
        });
    }
    for s in &all.staff {
        let (home, region, _) = ids.bodies.get(&s.body).ok_or_else(|| unknown("body", &s.body))?;
        let id = kernel.new_id(*region);
        rows.staff.push(account(kernel, s, id, *home, hash));
        for (position, held) in s.posts.iter().enumerate() {
            let key = (held.body.clone(), held.post.clone());
            let post = ids.posts.get(&key).ok_or_else(|| unknown("post", &held.post))?;
            rows.held.push(staff::post::ActiveModel {
                staff: Set(id),
                post: Set(*post),
                position: Set(position as i32),
                until: Set(None),
            });
        }
        for (slug, role, reach) in s.held_roles(&halls) {
            let (at, ..) = ids.bodies.get(slug).ok_or_else(|| unknown("body", slug))?;
            rows.roles.push(staff::role::ActiveModel {
                staff: Set(id),
                body: Set(*at),
                role: Set(role.into()),
                reach: Set(reach.as_str().into()),
            });
        }
    }
    Ok(())
}

fn account(kernel: &Kernel, s: &StaffRecord, id: Id, home: Id, hash: &str) -> staff::row::ActiveModel {
    staff::row::ActiveModel {
        id: Set(id),
        number: Set(s.id.clone()),
        login: Set(s.login.clone()),
        name: Set(s.name.clone()),
        title: Set(s.title.clone()),
        body: Set(home),
        phone_index: Set(kernel.keys.index("phone", &s.phone)),
        phone: Set(seal(kernel, "staff.phone", id, &s.phone)),
        password: Set(hash.into()),
        password_at: Set(kernel.clock.now()),
        must_change: Set(false),
        totp: Set(None),
        totp_at: Set(None),
        totp_step: Set(0),
        active: Set(s.status == "active"),
        signed_in_at: Set(None),
    }
}

fn persons(kernel: &Kernel, all: Persons, hash: &str, rows: &mut Rows, ids: &mut Known) -> Result<(), Problem> {
    let now = kernel.clock.now();
    for p in all.persons.into_iter().filter(|p| !p.unregistered) {
        let number = ResidentId::well_formed(&p.id_number).map_err(Problem::internal)?;
        let phone = Mobile::parse(&p.phone).map_err(Problem::internal)?;
        let (id, mut row) = known(kernel, &p.name, &number, &phone, &p.address, &p.region)?;
        if p.account {
            row.assurance = Set(3);
            row.password = Set(Some(hash.into()));
            row.password_at = Set(Some(now));
            row.registered_at = Set(Some(now));
            row.agreement = Set(Some(AGREEMENT_VERSION.into()));
            row.agreed_at = Set(Some(now));
            row.demo_title = Set(p.login_title);
        }
        ids.persons.insert(p.id, id);
        rows.persons.push(row);
    }
    Ok(())
}

fn organisations(kernel: &Kernel, all: Organisations, rows: &mut Rows, ids: &Known) -> Result<(), Problem> {
    let person = |id: &str| ids.persons.get(id).copied().ok_or_else(|| unknown("person", id));
    for o in all.organisations {
        let region = Region::of_code(&o.region).ok_or_else(|| unknown("region", &o.region))?;
        let id = kernel.new_id(region);
        for a in o.agents {
            rows.agents.push(person::agent::ActiveModel {
                id: Set(kernel.new_id(region)),
                subject: Set(id),
                person: Set(person(&a.person)?),
                until: Set(a.until),
                may: Set(a.may.join(" ")),
                appointed_at: Set(kernel.clock.now()),
                revoked_at: Set(None),
            });
        }
        rows.subjects.push(person::subject::ActiveModel {
            id: Set(id),
            name: Set(o.name),
            credit_code: Set(o.credit_code),
            kind: Set(o.kind),
            legal_representative: Set(person(&o.legal_representative)?),
            address: Set(o.address),
            region: Set(o.region),
            phone: Set(seal(kernel, "subject.phone", id, &o.phone)),
        });
    }
    Ok(())
}

fn client(kernel: &Kernel, rows: &Rows) -> Result<access::client::ActiveModel, Problem> {
    let of_cases = |p: &&str| p.starts_with("cases.") || *p == roles::ITEMS_SEE;
    let home = &kernel.config.home_region;
    let grants: Vec<Grant> = roles::PERMISSIONS
        .iter()
        .map(|(p, _)| *p)
        .filter(of_cases)
        // What only programs hold.
        .chain(["cases.api", "cases.act_as"])
        .map(|permission| Grant {
            permission: permission.into(),
            scope: Scope::Region(home.clone()),
        })
        .collect();
    Ok(access::client::ActiveModel {
        id: Set(kernel.new_id(Region::of_code(home).unwrap_or_default())),
        login: Set(DEMO_CLIENT.into()),
        name: Set("演示对接程序".into()),
        secret: Set(kernel.keys.token_hash(DEMO_CLIENT_SECRET)),
        grants: Set(serde_json::to_string(&grants)?),
        active: Set(true),
        body: Set(rows
            .bodies
            .iter()
            .find(|b| b.region.as_ref() == home)
            .map(|b| *b.id.as_ref())),
        generation: Set(0),
    })
}

async fn write(identity: &Identity, rows: Rows) -> Result<(), Problem> {
    let kernel = identity.kernel.clone();
    let client = client(&kernel, &rows)?;
    let payload = json!({"bodies": rows.bodies.len(), "staff": rows.staff.len(), "persons": rows.persons.len()});
    let stream = kernel.new_id(Region::of_code(&kernel.config.home_region).unwrap_or_default());
    identity
        .kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                body::row::Entity::insert_many(rows.bodies)
                    .exec_without_returning(tx)
                    .await?;
                body::post::Entity::insert_many(rows.posts)
                    .exec_without_returning(tx)
                    .await?;
                staff::row::Entity::insert_many(rows.staff)
                    .exec_without_returning(tx)
                    .await?;
                staff::post::Entity::insert_many(rows.held)
                    .exec_without_returning(tx)
                    .await?;
                staff::role::Entity::insert_many(rows.roles)
                    .exec_without_returning(tx)
                    .await?;
                person::row::Entity::insert_many(rows.persons)
                    .exec_without_returning(tx)
                    .await?;
                person::subject::Entity::insert_many(rows.subjects)
                    .exec_without_returning(tx)
                    .await?;
                person::agent::Entity::insert_many(rows.agents)
                    .exec_without_returning(tx)
                    .await?;
                access::client::Entity::insert(client)
                    .exec_without_returning(tx)
                    .await?;
                let actor = Actor::System("import");
                record(&kernel, tx, stream, "identity.demo_imported", payload, &actor).await
            })
        })
        .await
}
