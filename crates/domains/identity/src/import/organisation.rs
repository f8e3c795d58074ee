//! The organisation of an installation from files: bodies, posts and staff, checked whole before the first is made, and
//! made by the same commands as at the desk. What is there already stays as it is, so that an import that was broken off
//! is simply run again.

use std::collections::{HashMap, HashSet};

use kernel::{Actor, FieldProblem, Id, Problem};

use super::records::{Bodies, BodyRecord, PostsStaff, StaffRecord};
use crate::Identity;
use crate::organise::{BodyFacts, POST_KINDS, StaffFacts};
use crate::roles;

/// What an import of an organisation did.
#[derive(Debug, Default)]
pub struct OrganisationImport {
    /// Bodies that were made.
    pub bodies: usize,
    /// Posts that were made.
    pub posts: usize,
    /// Accounts that were made.
    pub staff: usize,
    /// Bodies, posts and accounts that were there already.
    pub unchanged: usize,
    /// Number, name and first password of each new account, to be handed over and then destroyed.
    pub passwords: Vec<[String; 3]>,
}

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportRefusal {
    /// What must be changed in the files, each with its place.
    Faults(Vec<String>),
    /// Something else went wrong; what was made until then stays, and the import can be run again.
    Problem(Problem),
}

impl From<Problem> for ImportRefusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Whom a record means: one of the file, or one that is there already.
struct Known {
    /// By slug, credit code and, once made, the id in the file.
    bodies: HashMap<String, Id>,
}

impl Identity {
    /// Imports bodies (`bodies.json`) and, when given, posts and staff (`posts_staff.json`).
    ///
    /// # Errors
    /// All faults of both files at once, before anything is made.
    pub async fn import_organisation(
        &self,
        actor: &Actor,
        bodies_json: &str,
        posts_staff_json: Option<&str>,
    ) -> Result<OrganisationImport, ImportRefusal> {
        let bodies: Bodies = read("机构文件", bodies_json)?;
        let people: PostsStaff = match posts_staff_json {
            Some(text) => read("人员文件", text)?,
            None => PostsStaff {
                posts: Vec::new(),
                staff: Vec::new(),
            },
        };
        let mut known = self.known().await?;
        let faults = self.faults(&bodies.bodies, &people, &known);
        if !faults.is_empty() {
            return Err(ImportRefusal::Faults(faults));
        }
        let mut done = OrganisationImport::default();
        self.make_bodies(actor, &bodies.bodies, &mut known, &mut done).await?;
        self.make_posts(actor, &people, &known, &mut done).await?;
        self.make_staff(actor, &people, &known, &mut done).await?;
        Ok(done)
    }

    async fn known(&self) -> Result<Known, Problem> {
        let all = self.bodies().await?;
        let bodies = all
            .iter()
            .flat_map(|b| [(b.slug.clone(), b.id), (b.credit_code.clone(), b.id)])
            .collect();
        Ok(Known { bodies })
    }

    fn faults(&self, bodies: &[BodyRecord], people: &PostsStaff, known: &Known) -> Vec<String> {
        let mut faults = Vec::new();
        let mut ids = HashSet::new();
        let mut codes = HashSet::new();
        for b in bodies {
            let at = format!("机构{}", b.id);
            if !ids.insert(b.id.as_str()) || !codes.insert(b.credit_code.as_str()) {
                faults.push(format!("{at}：编号或者信用代码重复"));
            }
            faults.extend(lines(&at, &self.doubts_of_body(&facts(b, bodies))));
        }
        let is_known = |id: &str| ids.contains(id) || known.bodies.contains_key(id);
        for b in bodies {
            match &b.parent {
                Some(parent) if !is_known(parent) => faults.push(format!("机构{}：没有上级机构{parent}", b.id)),
                None if !known.bodies.contains_key(&b.credit_code) && !known.bodies.is_empty() => {
                    faults.push(format!("机构{}：要写上级机构parent，已有的写它的信用代码", b.id));
                }
                _ => {}
            }
        }
        let mut posts = HashSet::new();
        for p in &people.posts {
            if !is_known(&p.body) {
                faults.push(format!("岗位{}：没有机构{}", p.post, p.body));
            }
            if !POST_KINDS.iter().any(|(kind, _)| *kind == p.kind) {
                faults.push(format!("岗位{}：种类要是step、window或者management", p.post));
            }
            posts.insert((p.body.as_str(), p.post.as_str()));
        }
        let mut numbers = HashSet::new();
        for s in &people.staff {
            let at = format!("人员{}", s.id);
            if !numbers.insert(s.id.as_str()) {
                faults.push(format!("{at}：工号重复"));
            }
            faults.extend(lines(&at, &self.doubts_of_staff(&person(s))));
            if !is_known(&s.body) {
                faults.push(format!("{at}：没有机构{}", s.body));
            }
            let unknown = s
                .posts
                .iter()
                .filter(|h| !posts.contains(&(h.body.as_str(), h.post.as_str())));
            faults.extend(unknown.map(|h| format!("{at}：{}没有岗位{}", h.body, h.post)));
            let unknown = s.roles.iter().filter(|r| roles::role(r).is_none());
            faults.extend(unknown.map(|r| format!("{at}：没有角色{r}")));
        }
        faults
    }

    async fn make_bodies(
        &self,
        actor: &Actor,
        all: &[BodyRecord],
        known: &mut Known,
        done: &mut OrganisationImport,
    ) -> Result<(), ImportRefusal> {
        let mut waiting: Vec<&BodyRecord> = all.iter().collect();
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut later = Vec::new();
            for b in waiting {
                if let Some(id) = known.bodies.get(&b.credit_code).copied() {
                    known.bodies.insert(b.id.clone(), id);
                    done.unchanged += 1;
                    continue;
                }
                let above = b.parent.as_ref().map(|p| known.bodies.get(p).copied());
                if above == Some(None) {
                    later.push(b);
                    continue;
                }
                let id = self.create_body(actor, above.flatten(), &facts(b, all)).await?;
                known.bodies.insert(b.id.clone(), id);
                known.bodies.insert(b.credit_code.clone(), id);
                done.bodies += 1;
            }
            if later.len() == before {
                let round = later.iter().map(|b| b.id.as_str()).collect::<Vec<_>>().join("、");
                return Err(ImportRefusal::Faults(vec![format!("这些机构互为上级：{round}")]));
            }
            waiting = later;
        }
        Ok(())
    }

    async fn make_posts(
        &self,
        actor: &Actor,
        people: &PostsStaff,
        known: &Known,
        done: &mut OrganisationImport,
    ) -> Result<(), Problem> {
        for p in &people.posts {
            let body = known.body(&p.body)?;
            if self
                .bodies()
                .await?
                .posts_of(body)
                .iter()
                .any(|held| held.name == p.post)
            {
                done.unchanged += 1;
            } else {
                self.create_post(actor, body, &p.post, &p.kind).await?;
                done.posts += 1;
            }
        }
        Ok(())
    }

    async fn make_staff(
        &self,
        actor: &Actor,
        people: &PostsStaff,
        known: &Known,
        done: &mut OrganisationImport,
    ) -> Result<(), Problem> {
        let halls = people.halls();
        for s in &people.staff {
            let home = known.body(&s.body)?;
            let there = self.staff_of(home).await?.into_iter().find(|one| one.number == s.id);
            let id = if let Some(there) = there {
                done.unchanged += 1;
                there.id
            } else {
                let (id, password) = self.create_staff(actor, home, &person(s)).await?;
                done.staff += 1;
                done.passwords.push([s.id.clone(), s.name.clone(), password]);
                id
            };
            self.complete_account(actor, id, s, known, &halls).await?;
        }
        Ok(())
    }

    /// Posts, roles and standing of an account, as far as it does not have them.
    async fn complete_account(
        &self,
        actor: &Actor,
        id: Id,
        s: &StaffRecord,
        known: &Known,
        halls: &HashSet<&str>,
    ) -> Result<(), Problem> {
        let account = self.staff(id).await?;
        let bodies = self.bodies().await?;
        for held in &s.posts {
            let body = known.body(&held.body)?;
            let post = bodies.posts_of(body).into_iter().find(|p| p.name == held.post);
            let post = post.ok_or_else(Problem::not_found)?;
            if !account.posts.iter().any(|(p, _)| p.id == post.id) {
                self.assign_post(actor, id, post.id, None).await?;
            }
        }
        for (body, role, reach) in s.held_roles(halls) {
            let body = known.body(body)?;
            if !account.roles.iter().any(|(at, name, _)| *at == body && name == role) {
                self.assign_role(actor, id, body, role, reach).await?;
            }
        }
        if s.status != "active" && account.active {
            self.set_active(actor, id, false).await?;
        }
        Ok(())
    }
}

impl Known {
    fn body(&self, id: &str) -> Result<Id, Problem> {
        self.bodies.get(id).copied().ok_or_else(Problem::not_found)
    }
}

fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, ImportRefusal> {
    serde_json::from_str(text)
        .map_err(|e| ImportRefusal::Faults(vec![format!("{file}第{}行第{}列读不懂：{e}", e.line(), e.column())]))
}

fn lines(at: &str, doubts: &[FieldProblem]) -> Vec<String> {
    doubts
        .iter()
        .map(|d| format!("{at}，{}：{}", d.field, d.message))
        .collect()
}

/// The facts of a record; the organ for reconsideration may be named by its id in the file.
fn facts(b: &BodyRecord, all: &[BodyRecord]) -> BodyFacts {
    let organ = all.iter().find(|other| other.id == b.reconsideration_organ);
    BodyFacts {
        slug: b.id.clone(),
        name: b.name.clone(),
        short_name: b.short_name.clone(),
        document_prefix: b.document_prefix.clone(),
        kind: b.kind.clone(),
        credit_code: b.credit_code.clone(),
        region: b.region.clone(),
        address: b.address.clone(),
        phone: b.phone.clone(),
        reconsideration: organ.map_or_else(|| b.reconsideration_organ.clone(), |o| o.name.clone()),
        court: b.court.clone(),
        windows: b.windows.clone(),
    }
}

fn person(s: &StaffRecord) -> StaffFacts {
    StaffFacts {
        number: s.id.clone(),
        login: s.login.clone(),
        name: s.name.clone(),
        title: s.title.clone(),
        phone: s.phone.clone(),
    }
}
