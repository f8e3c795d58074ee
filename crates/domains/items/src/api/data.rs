//! The documents of the API.

use chrono::{DateTime, NaiveDate, Utc};
use kernel::Problem;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::edition::{Body, Handled, Standing};
use crate::format::Limit;
use crate::publish::Published;
use crate::shelf::Listing;

/// A page of handling items.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page {
    /// The entries.
    pub(crate) items: Vec<Entry>,
    /// The cursor of the next page, if there is one.
    pub(crate) next: Option<String>,
}

/// A handling item in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entry {
    /// Handling-item code, 33 characters.
    code: String,
    /// Basic code of the item.
    item: String,
    /// Name of the handling item.
    name: String,
    /// Item type, two digits.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Region that is served.
    region: String,
    /// The body.
    body: BodyData,
    /// Number of the version in force.
    version: i32,
    /// When it came into force.
    published_at: DateTime<Utc>,
    /// Whether it is handled at present.
    standing: StandingData,
    /// Promised limit: amount and unit.
    #[schema(value_type = Object)]
    promised_limit: Limit,
    /// How often one must come in person.
    visits: u8,
    /// 1 to 4.
    online_depth: u8,
    /// The guide, as a path.
    guide: String,
}

impl Entry {
    pub(crate) fn of(listing: &Listing) -> Self {
        Self {
            code: listing.code.clone(),
            item: listing.item().basic_code.clone(),
            name: listing.handling().name.clone(),
            kind: listing.item().kind.code(),
            region: listing.serves.clone(),
            body: BodyData::of(&listing.body),
            version: listing.version,
            published_at: listing.published_at,
            standing: StandingData::of(&listing.standing),
            promised_limit: listing.promised,
            visits: listing.visits,
            online_depth: listing.handling().online_depth,
            guide: format!("/guide/{}", listing.code),
        }
    }
}

/// An implementing body.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BodyData {
    /// Unified social credit code.
    code: String,
    /// Full name.
    name: String,
    /// Address.
    address: String,
    /// Telephone number.
    phone: String,
}

impl BodyData {
    fn of(body: &Body) -> Self {
        Self {
            code: body.code.clone(),
            name: body.name.clone(),
            address: body.address.clone(),
            phone: body.phone.clone(),
        }
    }
}

/// Whether a body handles an item at present.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingData {
    /// `in_force`, `suspended` or `cancelled`.
    state: &'static str,
    /// From which day on.
    since: Option<NaiveDate>,
    /// Why.
    reason: Option<String>,
}

impl StandingData {
    fn of(standing: &Standing) -> Self {
        let (since, reason) = match standing {
            Standing::InForce => (None, None),
            Standing::Suspended { since, reason } | Standing::Cancelled { since, reason } => {
                (Some(*since), Some(reason.clone()))
            }
        };
        Self {
            state: standing.as_str(),
            since,
            reason,
        }
    }
}

/// A handling item whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Detail {
    /// Handling-item code, 33 characters.
    code: String,
    /// Implementation code, 31 characters.
    implementation_code: String,
    /// Number of the version in force.
    version: i32,
    /// When it came into force.
    published_at: DateTime<Utc>,
    /// Whether it is handled at present.
    standing: StandingData,
    /// The body.
    body: BodyData,
    /// Digest of the package, by which its text is found.
    package: String,
    /// The item, as in the package.
    #[schema(value_type = Object)]
    item: Value,
    /// The handling item, as in the package, without its tests.
    #[schema(value_type = Object)]
    handling: Value,
    /// The values that count here: limit, visits, delivery, appointment, parameters, windows.
    #[schema(value_type = Object)]
    effective: Value,
    /// What only the body says, as in its overlay.
    #[schema(value_type = Object)]
    overlay: Value,
}

impl Detail {
    pub(crate) fn of(handled: &Handled, standing: &Standing) -> Result<Self, Problem> {
        let (edition, local) = (handled.edition(), handled.local());
        let mut handling = serde_json::to_value(local.definition())?;
        if let Value::Object(map) = &mut handling {
            map.remove("scenarios");
        }
        let params: Map<String, Value> = handled.params();
        let effective = serde_json::json!({
            "promised_limit": local.promised_limit(),
            "visits": local.visits(),
            "delivery": local.delivery(),
            "appointment": local.appointment(),
            "params": params,
            "windows": local.windows(),
        });
        Ok(Self {
            code: local.code(),
            implementation_code: edition.implementation.code(),
            version: edition.version,
            published_at: edition.published_at,
            standing: StandingData::of(standing),
            body: BodyData::of(&edition.body),
            package: edition.digest.clone(),
            item: serde_json::to_value(&edition.implementation.plan().package().item)?,
            handling,
            effective,
            overlay: serde_json::to_value(local.local())?,
        })
    }
}

/// What is known of a case; every part may be left out.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EvaluationRequest {
    /// `kind`: `natural` or `legal`; `agent`: whether somebody acts for them.
    #[schema(value_type = Object)]
    #[expect(dead_code, reason = "documents the request; the evaluation reads the whole object")]
    applicant: Option<Value>,
    /// Answers by the ids of the questions.
    #[schema(value_type = Object)]
    #[expect(dead_code, reason = "documents the request; the evaluation reads the whole object")]
    answers: Option<Value>,
    /// Values by the ids of the fields.
    #[schema(value_type = Object)]
    #[expect(dead_code, reason = "documents the request; the evaluation reads the whole object")]
    form: Option<Value>,
    /// Fields of the licence that the case continues.
    #[schema(value_type = Object)]
    #[expect(dead_code, reason = "documents the request; the evaluation reads the whole object")]
    licence: Option<Value>,
}

/// A package and an overlay to publish, as texts, so that they are kept byte for byte.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublishRequest {
    /// Text of the package (`tongban.item/1`).
    pub(crate) package: String,
    /// Text of the overlay (`tongban.implementation/1`).
    pub(crate) overlay: String,
    /// Why this version is published.
    pub(crate) reason: String,
}

/// The version that is in force after a publication.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublishedVersion {
    /// Region of its rows.
    region: i32,
    /// Its id.
    id: String,
    /// Its number.
    version: i32,
    /// Whether it is new.
    changed: bool,
}

impl From<Published> for PublishedVersion {
    fn from(done: Published) -> Self {
        Self {
            region: done.region.0,
            id: done.id.to_string(),
            version: done.version,
            changed: done.changed,
        }
    }
}
