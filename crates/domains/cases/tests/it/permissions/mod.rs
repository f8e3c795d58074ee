//! Every route × everybody: the rightful one is answered; all others are refused, change nothing, and cannot tell what
//! exists from what does not.

mod cast;
mod rows;
mod things;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, header};
use kernel::Access;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde_json::{Map, Value, json};

use self::cast::{Cast, Member, Part};
use self::rows::{May, ROWS, Row, Sends, asks, expected, sees};
use self::things::{CARD, FORM, Maker, PENALTY, Stage, Thing};
use crate::desk::{encoded, met};
use crate::walk::Guide;
use crate::world::{Answer, As, DESCRIPTION, FOOD, World, monday, sample};

/// A path with its names taken out, to hold rows against routes.
fn bare(route: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in route.chars() {
        match c {
            '{' => inside = true,
            '}' => {
                inside = false;
                out.push('*');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Routes whose rightful person is answered by what is wrong in the empty form: that they were let in is what counts.
const ANSWERED_BY_FAULTS: [&str; 10] = [
    "POST /my/security/password",
    "POST /desk/me/password",
    "POST /desk/me/totp",
    "POST /my/drafts/{draft}/form/{section}",
    "POST /desk/open/{opens}",
    "POST /desk/organisation/bodies/new",
    "POST /api/v1/drafts",
    "POST /desk/claim",
    "POST /desk/release",
    "GET /desk/cases/{number}/files/{file}/page/{page}",
];

struct Trial<'g> {
    guide: &'g Guide,
    casts: BTreeMap<String, Cast>,
    answered: usize,
    refused: usize,
    compared: usize,
    faults: Vec<String>,
}

/// The forms of a page, with what stands in their controls.
fn form_of(page: &str, action: &str) -> Vec<(String, String)> {
    let at = page
        .find(&format!("action=\"{action}\""))
        .or_else(|| page.find("<form"))
        .unwrap_or(0);
    let rest = &page[at..];
    let form = &rest[..rest.find("</form>").unwrap_or(rest.len())];
    let attribute = |tag: &str, name: &str| {
        let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(
            tag[from..]
                .split('"')
                .next()?
                .replace("&quot;", "\"")
                .replace("&amp;", "&"),
        )
    };
    let mut out = Vec::new();
    for tag in form.split('<').filter(|t| t.starts_with("input")) {
        let kind = attribute(tag, "type").unwrap_or_default();
        let chosen = !matches!(kind.as_str(), "radio" | "checkbox") || tag.contains(" checked");
        if let (Some(name), true) = (attribute(tag, "name"), chosen && kind != "file") {
            out.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    for area in form.split("<textarea").skip(1) {
        if let (Some(name), Some((_, text))) = (attribute(area, "name"), area.split_once('>')) {
            out.push((name, text.split('<').next().unwrap_or_default().to_owned()));
        }
    }
    for list in form.split("<select").skip(1) {
        let chosen = list.split("<option").skip(1).find(|o| o.contains(" selected"));
        if let (Some(name), Some(value)) = (attribute(list, "name"), chosen.and_then(|o| attribute(o, "value"))) {
            out.push((name, value));
        }
    }
    out
}

/// A request as it goes out.
struct Asked {
    method: Method,
    path: String,
    kind: &'static str,
    body: Vec<u8>,
    /// The version that is changed.
    version: Option<String>,
}

impl Trial<'_> {
    fn world(&self) -> &World {
        &self.guide.world
    }

    async fn send(&self, member: &Member, asked: &Asked) -> Answer {
        let mut headers = vec![("content-type", asked.kind), ("x-filename", "a.pdf")];
        if let Some(bearer) = &member.bearer {
            headers.push((header::AUTHORIZATION.as_str(), bearer));
        }
        let key;
        if asked.method == Method::POST && asked.path.starts_with("/api/") {
            key = format!("{:?}{}", member.part, self.answered);
            headers.push(("idempotency-key", &key));
        }
        if let Some(version) = &asked.version {
            headers.push(("if-match", version));
        }
        // At the API a program asks for staff.
        let who = match &member.staff {
            Some((_, login)) if asked.path.starts_with("/api/") => As::Staff(login.clone()),
            _ => member.who.clone(),
        };
        let body = asked.body.clone();
        self.world()
            .send(&who, asked.method.clone(), &asked.path, &headers, body)
            .await
    }

    /// What the rightful person sends.
    async fn asked(&self, maker: &Maker<'_>, row: &Row, thing: &Thing, rightful: &Member) -> Asked {
        let (method, path) = row.route.split_once(' ').unwrap();
        let path = thing.fill(&format!("{path}{}", row.query));
        let (kind, body) = self.body(maker, row, thing, rightful, &path).await;
        let version = (method == "PATCH").then(|| thing.get("etag").to_owned());
        Asked {
            method: method.parse().unwrap(),
            path,
            kind,
            body,
            version,
        }
    }

    async fn body(
        &self,
        maker: &Maker<'_>,
        row: &Row,
        thing: &Thing,
        rightful: &Member,
        path: &str,
    ) -> (&'static str, Vec<u8>) {
        let form = |pairs: Vec<(String, String)>| {
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(n, v)| format!("{}={}", encoded(n), encoded(v)))
                .collect();
            (FORM[0].1, pairs.join("&").into_bytes())
        };
        let own = match &rightful.staff {
            Some((account, _)) => {
                let account = self.world().identity.staff(*account).await.unwrap();
                account.posts[0].0.id.to_string()
            }
            None => String::new(),
        };
        let filled = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            let fill = |value: &str| thing.fill(value).replace("{own}", &own);
            pairs.iter().map(|(n, v)| ((*n).to_owned(), fill(v))).collect()
        };
        match row.sends {
            Sends::Nothing => ("text/plain", Vec::new()),
            Sends::Form(pairs) => form(filled(pairs)),
            Sends::Page(page, pairs) => {
                let shown = Asked {
                    method: Method::GET,
                    path: thing.fill(page),
                    kind: "text/plain",
                    body: Vec::new(),
                    version: None,
                };
                let answer = self.send(rightful, &shown).await;
                let mut all = form_of(&String::from_utf8_lossy(&answer.bytes), path);
                let changed = filled(pairs);
                all.retain(|(name, _)| !changed.iter().any(|(n, _)| n == name));
                all.extend(changed);
                form(all)
            }
            Sends::Step => {
                let (.., pairs) = met(self.world(), maker.item(row.at), thing.get("number")).await;
                form(pairs)
            }
            Sends::Json(text) => ("application/json", thing.fill(text).into_bytes()),
            Sends::Work(text) => {
                let path = thing.fill("/api/v1/cases/{number}/work");
                let step = self.world().get(&As::Program, &path).await.ok(200)["step"].clone();
                let mut body: Map<String, Value> = serde_json::from_str(&thing.fill(text)).unwrap();
                body.extend(Guide::work_at(maker.item(row.at), &step));
                ("application/json", json!(body).to_string().into_bytes())
            }
            Sends::Filing => {
                let upload = Asked {
                    method: Method::POST,
                    path: "/api/v1/uploads".into(),
                    kind: "application/pdf",
                    body: sample("pdf"),
                    version: None,
                };
                let uploaded = self.send(rightful, &upload).await.ok(201);
                let mut filing: Value = serde_json::from_str(thing.get("filing")).unwrap();
                for files in filing["materials"].as_object_mut().unwrap().values_mut() {
                    *files = json!([uploaded["id"]]);
                }
                ("application/json", filing.to_string().into_bytes())
            }
            Sends::File if path.starts_with("/api/") => ("application/pdf", sample("pdf")),
            Sends::File => {
                let part = "--b\r\ncontent-disposition: form-data; name=\"later\"\r\n\r\n1\r\n--b--\r\n";
                ("multipart/form-data; boundary=b", part.into())
            }
        }
    }

    /// Everything that is written down: nobody who is refused adds to it.
    async fn written(&self) -> u64 {
        let db = self.world().test.kernel.db.read();
        kernel::ledger::event::Entity::find().count(db).await.unwrap()
    }

    async fn row(&mut self, maker: &mut Maker<'_>, row: &Row) {
        let item = maker.item(row.at).body.clone();
        let cast = self.casts.remove(&item).unwrap();
        let rightful: Vec<Part> = cast
            .members
            .iter()
            .map(|m| m.part)
            .filter(|p| expected(row, *p))
            .collect();
        let owner = matches!(row.may, May::Owner | May::OwnerOrProgram);
        assert!(owner || !rightful.is_empty(), "{}: nobody may", row.route);
        let taker = rightful.first().map(|part| cast.with(*part));
        let mut thing = maker.make(row.at, &cast, taker).await;
        let first = if owner {
            Member::plain(Part::Citizen, thing.owner.clone())
        } else {
            taker.unwrap().clone()
        };
        let asked = self.asked(maker, row, &thing, &first).await;
        let before = self.written().await;
        let others = cast
            .members
            .iter()
            .filter(|m| asks(row, m.part) && !expected(row, m.part));
        for member in others {
            self.is_refused(row, &thing, &asked, member).await;
        }
        let after = self.written().await;
        if before != after {
            self.faults
                .push(format!("{}: a refusal left something written", row.route));
        }
        for (n, part) in rightful.iter().enumerate() {
            let member = cast.with(*part);
            if n > 0 || row.at == Stage::Taken {
                thing = maker.make(row.at, &cast, Some(member)).await;
            }
            let asked = self.asked(maker, row, &thing, member).await;
            self.is_answered(row, &asked, member).await;
        }
        if owner {
            thing = maker.make(row.at, &cast, None).await;
            let member = Member::plain(Part::Citizen, thing.owner.clone());
            let asked = self.asked(maker, row, &thing, &member).await;
            self.is_answered(row, &asked, &member).await;
        }
        self.casts.insert(item, cast);
    }

    async fn is_answered(&mut self, row: &Row, asked: &Asked, member: &Member) {
        let answer = self.send(member, asked).await;
        let to = place(&answer);
        let faulty = matches!(answer.status, 409 | 422) && ANSWERED_BY_FAULTS.contains(&row.route);
        if (answer.status >= 400 && !faulty) || to.contains("/login") {
            let text = String::from_utf8_lossy(&answer.bytes);
            let words = text.split("<main").last().unwrap_or_default();
            let words: String = words
                .chars()
                .filter(|c| !c.is_ascii() || text.len() < 600)
                .take(150)
                .collect();
            self.faults.push(format!(
                "{} should answer {:?}, and says {} {to} {words}",
                row.route, member.part, answer.status
            ));
        }
        self.answered += 1;
    }

    async fn is_refused(&mut self, row: &Row, thing: &Thing, asked: &Asked, member: &Member) {
        let answer = self.send(member, asked).await;
        let to = place(&answer);
        self.refused += 1;
        // Colleagues may see who has taken the case.
        let taken = row.at == Stage::Taken && answer.status == 409;
        let sent_away = answer.status == 303 && to.contains("/login");
        if !(matches!(answer.status, 401 | 403 | 404) || sent_away || taken) {
            self.faults.push(format!(
                "{} should refuse {:?}, and says {} {to}",
                row.route, member.part, answer.status
            ));
            return;
        }
        // Who may see the thing is told that they may not do this with it; all others learn nothing.
        if sees(row, member.part) {
            return;
        }
        let (_, path) = row.route.split_once(' ').unwrap();
        let Some(elsewhere) = thing.absent(path) else {
            return;
        };
        let absent = Asked {
            path: format!("{elsewhere}{}", thing.fill(row.query)),
            method: asked.method.clone(),
            kind: asked.kind,
            body: asked.body.clone(),
            version: asked.version.clone(),
        };
        let nothing = self.send(member, &absent).await;
        let shown = (answer.status, plain(&answer, asked), unaddressed(&to, asked));
        let hidden = (
            nothing.status,
            plain(&nothing, &absent),
            unaddressed(&place(&nothing), &absent),
        );
        if shown != hidden {
            let same = shown
                .1
                .bytes()
                .zip(hidden.1.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            let from = |text: &str| {
                String::from_utf8_lossy(&text.as_bytes()[same.saturating_sub(40)..])
                    .chars()
                    .take(90)
                    .collect::<String>()
            };
            self.faults.push(format!(
                "{} lets {:?} tell what is there: {} {} {} | {} {} {}",
                row.route,
                member.part,
                shown.0,
                from(&shown.1),
                shown.2,
                hidden.0,
                from(&hidden.1),
                hidden.2
            ));
        }
        self.compared += 1;
    }
}

fn place(answer: &Answer) -> String {
    let to = answer.headers.get(header::LOCATION);
    to.and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

/// The text of an answer without the number of the request and the address that was asked for.
fn plain(answer: &Answer, asked: &Asked) -> String {
    let text = String::from_utf8_lossy(&answer.bytes);
    let request = match answer.json["request"].as_str() {
        Some(number) => number,
        None => {
            let after = ["编号 ", "<span class=\"code\">"];
            let found = after.iter().find_map(|words| text.split(words).nth(1)?.get(..12));
            found.unwrap_or("\0")
        }
    };
    unaddressed(&text.replace(request, ""), asked)
}

/// A text without the parts of the address that was asked for.
fn unaddressed(text: &str, asked: &Asked) -> String {
    let parts = asked.path.split(['/', '?', '=']).filter(|part| part.len() > 12);
    parts.fold(text.to_owned(), |text, part| {
        text.replace(part, "*").replace(&encoded(part), "*")
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_who_may_and_nobody_else() {
    for world in World::all(&[FOOD, PENALTY, CARD], monday()).await {
        let guide = Guide::new(world).await;
        // Every route has its row, and every row its route.
        let closed: BTreeSet<String> = guide
            .world
            .routes
            .iter()
            .filter(|(.., access)| *access != Access::Public)
            .map(|(method, path, _)| format!("{method} {}", bare(path)))
            .collect();
        let rows: BTreeSet<String> = ROWS.iter().map(|r| bare(r.route)).collect();
        assert_eq!(
            closed.difference(&rows).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "routes without a row"
        );
        assert_eq!(
            rows.difference(&closed).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "rows without a route"
        );
        let mut maker = Maker::new(&guide);
        let mut trial = Trial {
            guide: &guide,
            casts: BTreeMap::new(),
            answered: 0,
            refused: 0,
            compared: 0,
            faults: Vec::new(),
        };
        let mut number = 0;
        for item in [&maker.food.0, &maker.card.0] {
            let cast = Cast::around(&guide.world, item, &[&maker.penalty.0], &mut number).await;
            trial.casts.insert(item.body.clone(), cast);
        }
        let roles = trial.casts.values().next().unwrap().members.len();
        for row in ROWS {
            trial.row(&mut maker, row).await;
        }
        // Every operation of the API that is not public has answered somebody as its description says.
        let answered: BTreeSet<String> = DESCRIPTION.answered().iter().map(|o| bare(o)).collect();
        let silent: Vec<_> = closed
            .iter()
            .filter(|o| o.contains(" /api/") && !answered.contains(*o))
            .collect();
        assert!(silent.is_empty(), "{silent:?}");
        println!(
            "{}: {} routes, {} of them not public; {} kinds of visitors; {} answered, {} refused, {} of these compared \
             with what does not exist",
            guide.world.name(),
            guide.world.routes.len(),
            ROWS.len(),
            roles,
            trial.answered,
            trial.refused,
            trial.compared
        );
        assert!(
            trial.faults.is_empty(),
            "{} faults:\n{}",
            trial.faults.len(),
            trial.faults.join("\n")
        );
    }
}
