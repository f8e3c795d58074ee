//! The words of a portal: headings, everyday phrases, front page, regions. Data of the region, not of the program.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::edition::Body;
use crate::format::Item;

/// The texts that the words are read from; each is the whole file.
#[derive(Debug, Clone, Copy)]
pub struct PortalTexts<'a> {
    /// Headings of browsing (`themes.json`).
    pub themes: &'a str,
    /// Everyday phrases and words (`everyday.json`).
    pub everyday: &'a str,
    /// The front page (`home.json`).
    pub home: &'a str,
    /// Regions (`regions.csv`): code, name, level, parent, short name.
    pub regions: &'a str,
    /// Bodies (`bodies.json`), to which the others refer by their id.
    pub bodies: &'a str,
}

/// Why the words cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct WordsFault {
    file: &'static str,
    reason: String,
}

/// What a portal says besides its items.
#[derive(Debug, Default)]
pub struct PortalWords {
    /// 个人办事, 企业和单位办事.
    pub objects: Vec<Heading>,
    /// Stages of a life.
    pub life: Vec<Heading>,
    /// Stages of a business.
    pub legal: Vec<Heading>,
    /// Special groups and occasions.
    pub special: Vec<Heading>,
    /// Departments.
    pub departments: Vec<Heading>,
    /// What people say and which item they mean.
    pub phrases: Vec<Phrase>,
    /// Everyday words and their official ones.
    pub synonyms: Vec<(String, Vec<String>)>,
    /// The front page.
    pub home: Home,
    /// The regions.
    pub regions: Regions,
}

/// A heading of browsing.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Heading {
    /// In addresses.
    pub id: String,
    /// What it says.
    pub name: String,
    /// A few examples.
    #[serde(default)]
    pub hint: String,
    /// The theme words of the packages.
    #[serde(default)]
    pub values: Vec<String>,
    /// Credit codes of the bodies, for departments.
    #[serde(default)]
    pub bodies: Vec<String>,
}

/// An everyday phrase.
#[derive(Debug, Clone, Deserialize)]
pub struct Phrase {
    /// What people say.
    pub phrase: String,
    /// Basic code of the item.
    pub item: String,
    /// Two digits of the handling item, if only one is meant.
    pub handling: Option<String>,
}

/// The front page.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// Inside the search field.
    pub placeholder: String,
    /// What people search for.
    pub examples: Vec<String>,
    /// What many do.
    pub common: Vec<Common>,
    /// Things that are usually done together.
    pub together: Vec<Together>,
    /// Notices with their date.
    pub notices: Vec<(String, NaiveDate)>,
    /// The hall of the region.
    pub hall: Option<Hall>,
}

/// A common task.
#[derive(Debug, Clone, Deserialize)]
pub struct Common {
    /// Basic code.
    pub item: String,
    /// Handling item.
    pub handling: String,
    /// How people call it.
    pub name: String,
}

/// Items that are usually done together.
#[derive(Debug, Clone, Deserialize)]
pub struct Together {
    /// What it is for.
    pub name: String,
    /// A sentence about it.
    pub text: String,
    /// Basic codes.
    pub items: Vec<String>,
}

/// A hall with the hours of its windows.
#[derive(Debug, Clone, Default)]
pub struct Hall {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Weekdays (1 is Monday) and hours of each window.
    pub windows: Vec<(Vec<u8>, Vec<[String; 2]>)>,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionName {
    /// 12 digits.
    pub code: String,
    /// Full name.
    pub name: String,
    /// `province`, `prefecture`, `county`, `township` or `village`.
    pub level: String,
    /// Code of the region above; empty for a province.
    pub parent: String,
}

/// The regions with their order of levels.
#[derive(Debug, Clone, Default)]
pub struct Regions {
    all: Vec<RegionName>,
    by_code: HashMap<String, usize>,
}

impl Regions {
    /// All, as the file orders them.
    pub fn all(&self) -> &[RegionName] {
        &self.all
    }

    /// A region by its code.
    pub fn get(&self, code: &str) -> Option<&RegionName> {
        self.by_code.get(code).map(|at| &self.all[*at])
    }

    /// The region and everything above it, from below.
    pub fn chain(&self, code: &str) -> Vec<String> {
        let mut chain = vec![code.to_owned()];
        let mut at = self.get(code);
        while let Some(above) = at.and_then(|region| self.get(&region.parent)) {
            if chain.contains(&above.code) {
                break;
            }
            chain.push(above.code.clone());
            at = Some(above);
        }
        chain
    }

    /// The region, everything above and everything below it.
    pub fn around(&self, code: &str) -> Vec<String> {
        let mut around = self.chain(code);
        let below = self
            .all
            .iter()
            .filter(|region| region.code != code && self.chain(&region.code).iter().any(|c| c == code));
        around.extend(below.map(|region| region.code.clone()));
        around
    }

    /// 澄州市临溪县: the name with the prefecture's before it.
    pub fn full_name(&self, code: &str) -> String {
        let names = self.chain(code).into_iter().rev().filter_map(|code| self.get(&code));
        let shown: Vec<&str> = names
            .filter(|r| r.level != "province" || r.code == code)
            .map(|r| r.name.as_str())
            .collect();
        shown.concat()
    }

    fn read(text: &str) -> Result<Self, WordsFault> {
        let mut regions = Self::default();
        for (number, line) in text
            .lines()
            .enumerate()
            .skip(1)
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let cells: Vec<&str> = line.split(',').map(str::trim).collect();
            let [code, name, level, parent, ..] = cells[..] else {
                return Err(fault("regions.csv", format!("line {}: too few columns", number + 1)));
            };
            regions.by_code.insert(code.to_owned(), regions.all.len());
            regions.all.push(RegionName {
                code: code.to_owned(),
                name: name.to_owned(),
                level: level.to_owned(),
                parent: parent.to_owned(),
            });
        }
        Ok(regions)
    }
}

fn fault(file: &'static str, reason: impl ToString) -> WordsFault {
    WordsFault {
        file,
        reason: reason.to_string(),
    }
}

#[derive(Deserialize)]
struct Themes {
    objects: Vec<Heading>,
    life: Vec<Heading>,
    legal: Vec<Heading>,
    special: Vec<Heading>,
    departments: Vec<Heading>,
}

#[derive(Deserialize)]
struct Everyday {
    phrases: Vec<Phrase>,
    synonyms: Vec<Synonym>,
}

#[derive(Deserialize)]
struct Synonym {
    word: String,
    official: Vec<String>,
}

#[derive(Deserialize)]
struct HomeFile {
    hero: Hero,
    common: Tasks<Common>,
    one_thing: Tasks<Together>,
    hall: HallFile,
    notices: Notices,
}

#[derive(Deserialize)]
struct Hero {
    placeholder: String,
    examples: Vec<String>,
}

#[derive(Deserialize)]
struct Tasks<T> {
    tasks: Vec<T>,
}

#[derive(Deserialize)]
struct HallFile {
    body: String,
    address: String,
}

#[derive(Deserialize)]
struct Notices {
    list: Vec<NoticeFile>,
}

#[derive(Deserialize)]
struct NoticeFile {
    title: String,
    date: NaiveDate,
}

#[derive(Deserialize)]
struct Bodies {
    bodies: Vec<BodyFile>,
}

#[derive(Deserialize)]
struct BodyFile {
    id: String,
    name: String,
    short_name: String,
    credit_code: String,
    region: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    reconsideration_organ: Option<String>,
    #[serde(default)]
    court: Option<String>,
    #[serde(default)]
    windows: Vec<HallWindow>,
}

#[derive(Deserialize)]
struct HallWindow {
    hours: Vec<[String; 2]>,
    weekdays: Vec<u8>,
}

fn read<T: serde::de::DeserializeOwned>(file: &'static str, text: &str) -> Result<T, WordsFault> {
    serde_json::from_str(text).map_err(|error| fault(file, error))
}

/// The bodies of a `bodies.json`, as the catalogue registers them. Paths in the staff directory are left empty.
pub fn bodies_of(text: &str) -> Result<Vec<Body>, WordsFault> {
    let file: Bodies = read("bodies.json", text)?;
    let names: HashMap<&str, &str> = file
        .bodies
        .iter()
        .map(|body| (body.id.as_str(), body.name.as_str()))
        .collect();
    let organ = |id: &Option<String>| {
        id.as_deref()
            .and_then(|id| names.get(id))
            .map(|name| (*name).to_owned())
    };
    let bodies = file.bodies.iter().map(|body| Body {
        code: body.credit_code.clone(),
        name: body.name.clone(),
        short_name: body.short_name.clone(),
        region: body.region.clone(),
        address: body.address.clone(),
        phone: body.phone.clone(),
        reconsideration: organ(&body.reconsideration_organ).unwrap_or_default(),
        court: body.court.clone().unwrap_or_default(),
        path: String::new(),
    });
    Ok(bodies.collect())
}

impl PortalWords {
    /// Reads the words.
    pub fn read(texts: &PortalTexts<'_>) -> Result<Self, WordsFault> {
        let themes: Themes = read("themes.json", texts.themes)?;
        let everyday: Everyday = read("everyday.json", texts.everyday)?;
        let home: HomeFile = read("home.json", texts.home)?;
        let bodies: Bodies = read("bodies.json", texts.bodies)?;
        let codes: HashMap<&str, &str> = bodies
            .bodies
            .iter()
            .map(|b| (b.id.as_str(), b.credit_code.as_str()))
            .collect();
        let mut departments = themes.departments;
        for department in &mut departments {
            let known = department.bodies.iter().filter_map(|id| codes.get(id.as_str()));
            department.bodies = known.map(|code| (*code).to_owned()).collect();
        }
        let hall = bodies
            .bodies
            .into_iter()
            .find(|body| body.id == home.hall.body)
            .map(|body| Hall {
                name: body.name,
                address: home.hall.address,
                windows: body
                    .windows
                    .into_iter()
                    .map(|window| (window.weekdays, window.hours))
                    .collect(),
            });
        Ok(Self {
            objects: themes.objects,
            life: themes.life,
            legal: themes.legal,
            special: themes.special,
            departments,
            phrases: everyday.phrases,
            synonyms: everyday
                .synonyms
                .into_iter()
                .map(|one| (one.word, one.official))
                .collect(),
            home: Home {
                placeholder: home.hero.placeholder,
                examples: home.hero.examples,
                common: home.common.tasks,
                together: home.one_thing.tasks,
                notices: home.notices.list.into_iter().map(|one| (one.title, one.date)).collect(),
                hall,
            },
            regions: Regions::read(texts.regions)?,
        })
    }

    /// The headings under which an item is found, as (group, heading).
    pub fn headings_of<'w>(&'w self, item: &'w Item) -> impl Iterator<Item = (&'static str, &'w Heading)> {
        let groups = [
            ("life", &self.life, &item.themes.life),
            ("legal", &self.legal, &item.themes.legal),
            ("special", &self.special, &item.themes.special),
        ];
        groups.into_iter().flat_map(|(group, headings, words)| {
            headings
                .iter()
                .filter(|heading| heading.values.iter().any(|value| words.contains(value)))
                .map(move |heading| (group, heading))
        })
    }

    /// The headings of a group of browsing.
    pub fn group(&self, group: &str) -> &[Heading] {
        match group {
            "object" => &self.objects,
            "life" => &self.life,
            "legal" => &self.legal,
            "special" => &self.special,
            "dept" => &self.departments,
            _ => &[],
        }
    }
}
