//! How the people of the demo apply: from the guide's answers to the receipt, with the scenarios of the packages as
//! what they say.

use std::sync::Arc;

use anyhow::Context as _;
use bytes::Bytes;
use cases::commands::{Arrival, Patch};
use cases::model::{Channel, Source};
use identity::{Person, Subject};
use items::{ApplicantKind, Given, Handled, Listing, Need, Scenario};
use kernel::{Assurance, Citizen, Problem};

use super::fate::{Dice, Fate, Life};
use crate::assets;
use crate::house::Rooms;

/// Everything that filing needs, looked up once.
pub struct Desk {
    listings: Vec<Arc<Listing>>,
    people: Vec<Person>,
    organisations: Vec<Subject>,
    picture: Bytes,
    paper: Bytes,
}

impl Desk {
    /// Looks the people and the published items up.
    pub async fn open(rooms: &Rooms) -> anyhow::Result<Self> {
        let shelf = rooms.catalogue.shelf().await?;
        let home = &rooms.kernel.config.home_region[..6];
        let for_people = shelf
            .listings()
            .iter()
            .filter(|l| l.for_people() && l.serves.starts_with("9901"));
        // Half of everything happens in the home county, so that its desks have work.
        let mut listings: Vec<_> = for_people.cloned().collect();
        let at_home: Vec<_> = listings
            .iter()
            .filter(|l| l.serves.starts_with(home))
            .cloned()
            .collect();
        listings.extend(at_home.iter().cloned().chain(at_home.iter().cloned()));
        let (people, organisations) = known(rooms).await?;
        Ok(Self {
            listings,
            people,
            organisations,
            picture: picture()?,
            paper: paper(rooms)?,
        })
    }

    /// Files one case with an item and a person by chance; `None` when no attempt was acceptable.
    pub async fn file(&self, rooms: &Rooms, dice: &mut Dice, nth: usize) -> anyhow::Result<Option<Life>> {
        for _ in 0..12 {
            let Some(listing) = dice.one_of(&self.listings).cloned() else {
                return Ok(None);
            };
            match self.attempt(rooms, dice, &listing, nth).await {
                Ok(Some(life)) => return Ok(Some(life)),
                Ok(None) => {}
                Err(problem) if problem.status < 500 => {
                    tracing::debug!(item = listing.handling().name, problem = %problem, "another item is tried");
                }
                Err(problem) => return Err(problem.into()),
            }
        }
        Ok(None)
    }

    async fn attempt(
        &self,
        rooms: &Rooms,
        dice: &mut Dice,
        listing: &Listing,
        nth: usize,
    ) -> Result<Option<Life>, Problem> {
        let Some((handled, _)) = rooms.catalogue.current(&listing.code).await? else {
            return Ok(None);
        };
        let scenarios = good(&handled);
        let Some((scenario, kind)) = dice.one_of(&scenarios) else {
            return Ok(None);
        };
        let Some(citizen) = self.citizen(dice, *kind) else {
            return Ok(None);
        };
        let cases = &rooms.cases;
        let begun = cases
            .begin_draft(&citizen, &listing.code, scenario.answers.clone(), None)
            .await?;
        let patch = Patch {
            form: scenario.form.clone(),
            ..Patch::default()
        };
        let version = begun.row.version;
        let begun = cases.save_draft(&citizen, begun.row.id, version, patch).await?;
        let today = rooms.kernel.clock.today();
        let outcome = cases::service::evaluate_draft(
            &begun.handled,
            begun.doc.kind,
            begun.doc.agent,
            &begun.doc.content,
            today,
        )?;
        let there = cases.gather(&citizen, &begun, &outcome, &[]).await?;
        let local = begun.handled.local();
        for material in local
            .definition()
            .materials
            .iter()
            .filter(|m| outcome.materials.iter().any(|id| **id == m.id))
        {
            let open = match there.iter().find(|h| h.material == material.id).map(|h| &h.source) {
                Some(Source::Owed { .. }) => dice.below(2) == 0,
                Some(_) => false,
                None => material.need == Need::Required,
            };
            if open {
                let arrival = self.sample(begun.row.id, material);
                cases.keep_file(&citizen, local.definition(), arrival).await?;
            }
        }
        let (_, _, obstacles) = cases.obstacles(&citizen, &begun).await?;
        if !obstacles.is_empty() {
            cases.discard_draft(&citizen, begun.row.id).await?;
            return Ok(None);
        }
        // A few stay drafts, as in life.
        if nth % 29 == 28 {
            return Ok(None);
        }
        let receipt = cases.submit(&citizen, begun.row.id, Channel::Portal).await?;
        Ok(Some(Life {
            id: receipt.id,
            title: listing.handling().name.clone(),
            citizen,
            fate: Fate::draw(dice),
        }))
    }

    fn sample(&self, owner: kernel::Id, material: &items::Material) -> Arrival {
        let pictures = cases::files::kinds(material)
            .iter()
            .any(|k| matches!(k, items::FileKind::Png | items::FileKind::Jpg));
        let drawn = pictures && (material.name.contains('图') || material.name.contains("照"));
        let papers = cases::files::kinds(material).contains(&items::FileKind::Pdf);
        let (end, content) = if drawn || (pictures && !papers) {
            ("png", &self.picture)
        } else {
            ("pdf", &self.paper)
        };
        Arrival {
            owner,
            material: material.id.clone(),
            name: format!("{}.{end}", material.name),
            content: content.clone(),
        }
    }

    fn citizen(&self, dice: &mut Dice, kind: ApplicantKind) -> Option<Citizen> {
        match kind {
            ApplicantKind::Natural => {
                let person = dice.one_of(&self.people)?;
                Some(Citizen {
                    person: person.id,
                    name: person.name.clone(),
                    assurance: Assurance::L3,
                    organisation: None,
                })
            }
            ApplicantKind::Legal => {
                let organisation = dice.one_of(&self.organisations)?;
                let person = self.people.iter().find(|p| p.id == organisation.legal_representative)?;
                Some(Citizen {
                    person: person.id,
                    name: person.name.clone(),
                    assurance: Assurance::L3,
                    organisation: Some((organisation.id, organisation.name.clone())),
                })
            }
        }
    }
}

/// The scenarios of a handling item that lead to a case: no errors, no endings.
fn good(handled: &Handled) -> Vec<(Scenario, ApplicantKind)> {
    let local = handled.local();
    let scenarios = local.definition().scenarios.iter();
    scenarios
        .filter_map(|scenario| {
            let case = serde_json::to_value(scenario).ok()?;
            let given = Given::from_value(&case).ok()?;
            let outcome = local.evaluate(&given).ok()?;
            let holds = outcome.errors.is_empty()
                && outcome.ends.is_empty()
                && given.licence.is_none()
                && !given.applicant.agent;
            holds.then(|| (scenario.clone(), given.applicant.kind))
        })
        .collect()
}

/// The people with accounts and the organisations whose representative has one.
async fn known(rooms: &Rooms) -> anyhow::Result<(Vec<Person>, Vec<Subject>)> {
    let text: serde_json::Value = serde_json::from_str(assets::demo("persons.json")?)?;
    let mut people = Vec::new();
    for one in text["persons"].as_array().context("persons")? {
        let number = one["id_number"].as_str().unwrap_or_default();
        if one["account"].as_bool() == Some(true) {
            people.extend(rooms.identity.find_person_by_number(number).await?);
        }
    }
    let text: serde_json::Value = serde_json::from_str(assets::demo("organisations.json")?)?;
    let mut organisations = Vec::new();
    for one in text["organisations"].as_array().context("organisations")? {
        let code = one["credit_code"].as_str().unwrap_or_default();
        organisations.extend(rooms.identity.find_subject_by_credit_code(code).await?);
    }
    organisations.retain(|o| people.iter().any(|p| p.id == o.legal_representative));
    Ok((people, organisations))
}

/// A plan of a shop, drawn: the sample of every picture.
fn picture() -> anyhow::Result<Bytes> {
    let (width, height) = (1240, 880);
    let plan = image::RgbImage::from_fn(width, height, |x, y| {
        let frame = |l: u32, t: u32, r: u32, b: u32, w: u32| {
            (l..r).contains(&x) && (t..b).contains(&y) && !((l + w..r - w).contains(&x) && (t + w..b - w).contains(&y))
        };
        let wall = frame(80, 80, 1160, 800, 8) || frame(80, 80, 520, 420, 6) || frame(512, 80, 900, 420, 6);
        let table = (0..4).any(|i| frame(160 + i * 240, 540, 300 + i * 240, 660, 3));
        if wall || table {
            image::Rgb([34, 40, 60])
        } else {
            image::Rgb([253, 253, 250])
        }
    });
    let mut out = std::io::Cursor::new(Vec::new());
    plan.write_to(&mut out, image::ImageFormat::Png)?;
    Ok(Bytes::from(out.into_inner()))
}

/// A page of paper: the sample of every document.
fn paper(rooms: &Rooms) -> anyhow::Result<Bytes> {
    use documents::typeset::paper::GenericDecision;
    let head = rooms.cases.documents.sample_head("演示材料");
    Ok(rooms.cases.documents.preview(&GenericDecision {
        head,
        title: "演示材料".into(),
        paragraphs: vec![
            "这是演示系统里的示例材料，代替申请人实际要交的证明、合同、说明等文件。".into(),
            "内容是虚构的，只用来看材料怎样上传、核对和审查。".into(),
        ],
        content: Vec::new(),
        remedies: None,
    })?)
}
