//! Bodies and posts: small, read by every page, changed seldom, therefore kept by the process for a minute.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Id, Place, Problem};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::Identity;
use crate::model::{Body, Window, broken};
use crate::store::body::{post, row};

/// After a change elsewhere another process sees it within this time; its own change is seen at once.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// A post of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its id: the key of a choice of post.
    pub id: Id,
    /// The body that has it.
    pub body: Id,
    /// Its name; for steps of items exactly that of the step.
    pub name: String,
    /// `step`, `window` or `management`.
    pub kind: String,
}

/// All bodies and posts.
#[derive(Debug, Default)]
pub struct Bodies {
    list: Vec<Arc<Body>>,
    by_id: HashMap<Id, Arc<Body>>,
    posts: HashMap<Id, Post>,
}

impl Bodies {
    /// Parents before children, then in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Body>> {
        self.list.iter()
    }

    /// The body with the id.
    pub fn get(&self, id: Id) -> Option<&Arc<Body>> {
        self.by_id.get(&id)
    }

    /// The body with the credit code.
    pub fn by_credit_code(&self, code: &str) -> Option<&Arc<Body>> {
        self.list.iter().find(|b| b.credit_code == code)
    }

    /// The body with the short latin name.
    pub fn by_slug(&self, slug: &str) -> Option<&Arc<Body>> {
        self.list.iter().find(|b| b.slug == slug)
    }

    /// The post with the id.
    pub fn post(&self, id: Id) -> Option<&Post> {
        self.posts.get(&id)
    }

    /// The posts of a body, by name.
    pub fn posts_of(&self, body: Id) -> Vec<&Post> {
        let mut posts: Vec<_> = self.posts.values().filter(|p| p.body == body).collect();
        posts.sort_by(|a, b| a.name.cmp(&b.name));
        posts
    }
}

#[derive(Debug)]
pub(crate) struct Cached {
    at: DateTime<Utc>,
    bodies: Arc<Bodies>,
}

impl Identity {
    /// All bodies and posts.
    pub async fn bodies(&self) -> Result<Arc<Bodies>, Problem> {
        let now = self.kernel.clock.now();
        if let Some(cached) = &*self.bodies.read().unwrap_or_else(PoisonError::into_inner)
            && (now - cached.at).abs() < FRESH
        {
            return Ok(cached.bodies.clone());
        }
        let bodies = Arc::new(self.load_bodies().await?);
        *self.bodies.write().unwrap_or_else(PoisonError::into_inner) = Some(Cached {
            at: now,
            bodies: bodies.clone(),
        });
        Ok(bodies)
    }

    /// Forgets what is kept, after a change.
    pub(crate) fn bodies_changed(&self) {
        *self.bodies.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The body with the id; unknown ones are the problem 404.
    pub async fn body(&self, id: Id) -> Result<Arc<Body>, Problem> {
        self.bodies().await?.get(id).cloned().ok_or_else(Problem::not_found)
    }

    /// The body with the credit code; unknown ones are the problem 404.
    pub async fn body_by_credit_code(&self, code: &str) -> Result<Arc<Body>, Problem> {
        let bodies = self.bodies().await?;
        bodies.by_credit_code(code).cloned().ok_or_else(Problem::not_found)
    }

    /// Where a body's things belong.
    pub fn place(&self, body: &Body) -> Place {
        body.place()
    }

    async fn load_bodies(&self) -> Result<Bodies, Problem> {
        let db = self.kernel.db.read();
        let mut list = Vec::new();
        for row in row::Entity::find().order_by_asc(row::Column::Id).all(db).await? {
            list.push(Arc::new(read(row)?));
        }
        list.sort_by_key(|b: &Arc<Body>| b.path.matches('/').count());
        let posts = post::Entity::find().all(db).await?.into_iter().map(|p| {
            let post = Post {
                id: p.id,
                body: p.body,
                name: p.name,
                kind: p.kind,
            };
            (post.id, post)
        });
        Ok(Bodies {
            by_id: list.iter().map(|b| (b.id, b.clone())).collect(),
            posts: posts.collect(),
            list,
        })
    }
}

fn read(row: row::Model) -> Result<Body, Problem> {
    let windows: Vec<Window> = serde_json::from_str(&row.windows).map_err(|_| broken("window")())?;
    Ok(Body {
        id: row.id,
        slug: row.slug,
        name: row.name,
        short_name: row.short_name,
        document_prefix: row.document_prefix,
        kind: row.kind,
        credit_code: row.credit_code,
        region: row.region,
        level: row.level,
        path: row.path,
        address: row.address,
        phone: row.phone,
        reconsideration: row.reconsideration,
        court: row.court,
        windows,
    })
}
