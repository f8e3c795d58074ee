//! One paper of each kind, as JSON beside this file.

use chrono::{DateTime, FixedOffset};
use documents::typeset::paper::{
    AcceptanceNotice, ApplicationPrintout, Certificate, CorrectionNotice, DeemedAcceptanceNotice, DenialDecision,
    EndingNotice, ExtensionNotice, GenericDecision, GrantDecision, Paper, PersonalChecklist, Receipt, RefusalDecision,
    ServiceReturn, SpecialProcedureNotice,
};
use documents::typeset::{Pdf, Template, TypesetError, Typesetter};
use serde::de::DeserializeOwned;
use serde_json::Value;

const SAMPLES: [(Template, &str); 15] = [
    (Template::Receipt, include_str!("samples/receipt.json")),
    (Template::Correction, include_str!("samples/correction.json")),
    (Template::Acceptance, include_str!("samples/acceptance.json")),
    (Template::Refusal, include_str!("samples/refusal.json")),
    (
        Template::SpecialProcedure,
        include_str!("samples/special-procedure.json"),
    ),
    (Template::Grant, include_str!("samples/grant.json")),
    (Template::Denial, include_str!("samples/denial.json")),
    (Template::Decision, include_str!("samples/decision.json")),
    (Template::Extension, include_str!("samples/extension.json")),
    (Template::Ending, include_str!("samples/ending.json")),
    (
        Template::DeemedAcceptance,
        include_str!("samples/deemed-acceptance.json"),
    ),
    (Template::ServiceReturn, include_str!("samples/service-return.json")),
    (Template::Certificate, include_str!("samples/certificate.json")),
    (Template::Application, include_str!("samples/application.json")),
    (Template::Checklist, include_str!("samples/checklist.json")),
];

/// The samples, in the order of [`Template::ALL`].
pub(crate) fn all() -> impl Iterator<Item = (Template, Value)> {
    SAMPLES
        .into_iter()
        .map(|(template, text)| (template, serde_json::from_str(text).expect("samples are JSON")))
}

/// Reads the data as the template's type and typesets it.
pub(crate) fn typeset(typesetter: &Typesetter, template: Template, data: &Value) -> Result<Pdf, TypesetError> {
    fn run<P: Paper + DeserializeOwned>(typesetter: &Typesetter, data: &Value) -> Result<Pdf, TypesetError> {
        let paper: P = serde_json::from_value(data.clone()).expect("the sample is complete");
        typesetter.typeset(&paper, noon())
    }
    match template {
        Template::Receipt => run::<Receipt>(typesetter, data),
        Template::Correction => run::<CorrectionNotice>(typesetter, data),
        Template::Acceptance => run::<AcceptanceNotice>(typesetter, data),
        Template::Refusal => run::<RefusalDecision>(typesetter, data),
        Template::SpecialProcedure => run::<SpecialProcedureNotice>(typesetter, data),
        Template::Grant => run::<GrantDecision>(typesetter, data),
        Template::Denial => run::<DenialDecision>(typesetter, data),
        Template::Decision => run::<GenericDecision>(typesetter, data),
        Template::Extension => run::<ExtensionNotice>(typesetter, data),
        Template::Ending => run::<EndingNotice>(typesetter, data),
        Template::DeemedAcceptance => run::<DeemedAcceptanceNotice>(typesetter, data),
        Template::ServiceReturn => run::<ServiceReturn>(typesetter, data),
        Template::Certificate => run::<Certificate>(typesetter, data),
        Template::Application => run::<ApplicationPrintout>(typesetter, data),
        Template::Checklist => run::<PersonalChecklist>(typesetter, data),
    }
}

/// The instant all samples are made at.
pub(crate) fn noon() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-09-18T12:00:00+08:00").expect("a date")
}
