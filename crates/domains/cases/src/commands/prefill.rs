//! What need not be filled in: from the account, the registers and the licence, each with its source (减材料、免填写).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use identity::{Identity, RegisterLicence};
use items::{Field, Handling};
use kernel::{Citizen, Problem};
use serde_json::{Map, Value};

use crate::model::{Content, Handed, Source};

/// What is known of an applicant outside the form.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// `applicant.NAME`.
    pub applicant: Map<String, Value>,
    /// `registry.TABLE.FIELD`, as tables of fields.
    pub registry: Map<String, Value>,
    /// The licence that the case continues.
    pub licence: Option<RegisterLicence>,
    /// Whether a register did not answer.
    pub away: bool,
}

/// Asks for everything that the item can use.
pub async fn known(
    identity: &Identity,
    citizen: &Citizen,
    handling: &Handling,
    chosen: Option<&str>,
) -> Result<Known, Problem> {
    let person = identity.person(citizen.person).await?;
    let mut known = Known::default();
    let mut put = |key: &str, value: &str| {
        known.applicant.insert(key.to_owned(), Value::String(value.to_owned()));
    };
    put("phone", person.phone.as_str());
    let subject = match &citizen.organisation {
        Some((organisation, _)) => Some(identity.subject(*organisation).await?),
        None => None,
    };
    let number = match &subject {
        Some(subject) => {
            put("name", &subject.name);
            put("id_number", &subject.credit_code);
            put("address", &subject.address);
            subject.credit_code.clone()
        }
        None => {
            put("name", &person.name);
            put("id_number", person.number.expose());
            put("address", &person.address);
            person.number.expose().to_owned()
        }
    };
    match identity.counterparts().registry(&number).await {
        Ok(registry) => known.registry = registry,
        Err(problem) => {
            tracing::warn!(error = %problem, "a register does not answer; nothing is prefilled from it");
            known.away = true;
        }
    }
    if let Some(continues) = &handling.continues {
        match identity.counterparts().licences(&number, &continues.licence_type).await {
            Ok(licences) => {
                let mut valid = licences.into_iter().filter(|l| l.status == "valid");
                known.licence = match chosen {
                    Some(chosen) => valid.find(|l| l.number == chosen),
                    None => valid.next(),
                };
            }
            Err(problem) => {
                tracing::warn!(error = %problem, "the licence register does not answer");
                known.away = true;
            }
        }
    }
    Ok(known)
}

/// Puts what is known into the empty fields of the form, and says where each value came from.
pub fn fill(handling: &Handling, known: &Known, content: &mut Content, sources: &mut BTreeMap<String, String>) {
    content.licence = known.licence.as_ref().map(|l| l.fields.clone());
    let flat = handling.form.iter().filter(|s| s.repeat.is_none());
    for field in flat.flat_map(|s| &s.fields) {
        let Some(path) = &field.prefill else { continue };
        if content.form.get(&field.id).is_some_and(|v| !v.is_null() && v != "") {
            continue;
        }
        if let Some((value, source)) = find(field, path, known, &content.answers) {
            content.form.insert(field.id.clone(), value);
            sources.insert(field.id.clone(), source);
        }
    }
}

fn find(field: &Field, path: &str, known: &Known, answers: &Map<String, Value>) -> Option<(Value, String)> {
    let (root, rest) = path.split_once('.')?;
    let (value, source) = match root {
        "applicant" => (known.applicant.get(rest)?, "来自您的账号".to_owned()),
        "answers" => (answers.get(rest)?, "来自您前面的回答".to_owned()),
        "licence" => {
            let licence = known.licence.as_ref()?;
            (
                licence.fields.get(rest)?,
                format!("来自{}{}", licence.kind, licence.number),
            )
        }
        "registry" => {
            let value = known.registry.get(path).or_else(|| {
                let (table, name) = rest.split_once('.')?;
                known.registry.get(table)?.get(name)
            })?;
            (value, "来自登记信息".to_owned())
        }
        _ => return None,
    };
    // A value of another shape than the field's is no help; the person types it.
    let fits = if field.options.is_empty() {
        !value.is_null() && !value.is_object()
    } else {
        value.as_str().is_some_and(|v| field.options.iter().any(|o| o.id == v))
    };
    fits.then(|| (value.clone(), source))
}

/// The last day of a licence of a register.
pub fn last_day(licence: &RegisterLicence) -> Option<NaiveDate> {
    licence.valid_to.as_deref()?.parse().ok()
}

/// The materials that need not be handed in: fetched, made from the form, or looked at by the body itself.
pub async fn fetched(
    identity: &Identity,
    citizen: &Citizen,
    handling: &Handling,
    due: &[items::Id],
) -> Result<Vec<Handed>, Problem> {
    let due: Vec<_> = due
        .iter()
        .filter_map(|id| handling.materials.iter().find(|m| m.id == **id))
        .collect();
    let number = match &citizen.organisation {
        // Nothing of it is kept by a register.
        _ if due.iter().all(|m| m.licence_type.is_none()) => String::new(),
        Some((organisation, _)) => identity.subject(*organisation).await?.credit_code,
        None => identity.person(citizen.person).await?.number.expose().to_owned(),
    };
    let mut out = Vec::new();
    for material in due {
        let mut source = match (material.kind, material.source) {
            (items::MaterialKind::Form, _) => Some(Source::Declared),
            _ if material.commitment == Some(true) => Some(Source::Declared),
            (_, items::MaterialSource::Government) => Some(Source::ByBody),
            _ => None,
        };
        if let Some(kind) = &material.licence_type {
            let found = identity
                .counterparts()
                .licences(&number, kind)
                .await
                .unwrap_or_default();
            if let Some(licence) = found.into_iter().find(|l| l.status == "valid") {
                source = Some(Source::Register {
                    licence_type: licence.kind,
                    number: licence.number,
                    issuer: licence.issuer,
                    valid_to: licence.valid_to.unwrap_or_default(),
                });
            }
        }
        out.extend(source.map(|source| Handed {
            material: material.id.clone(),
            source,
        }));
    }
    Ok(out)
}
