//! Every answer that a test receives is held against the API's own description (PEERS 63).

use std::collections::HashMap;
use std::sync::Mutex;

use jsonschema::Validator;
use serde_json::{Value, json};

/// The description of the rooms under test, with the validators made from it.
pub(crate) struct Description {
    whole: Value,
    paths: Vec<String>,
    validators: Mutex<HashMap<String, Option<std::sync::Arc<Validator>>>>,
}

/// Whether a path belongs to a template, and how many of its parts are named in it.
fn fits(template: &str, path: &str) -> Option<usize> {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    let mut named = 0;
    loop {
        match (template.next(), path.next()) {
            (None, None) => return Some(named),
            (Some(t), Some(p)) if t.starts_with('{') && !p.is_empty() => {}
            (Some(t), Some(p)) if t == p => named += 1,
            _ => return None,
        }
    }
}

impl Description {
    pub(crate) fn new() -> Self {
        let mut all = cases::api::openapi();
        all.merge(identity::openapi());
        all.merge(messages::openapi());
        all.merge(items::openapi());
        let whole = serde_json::to_value(&all).unwrap();
        let paths = whole["paths"].as_object().unwrap().keys().cloned().collect();
        Self {
            whole,
            paths,
            validators: Mutex::default(),
        }
    }

    pub(crate) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Fails unless the answer is one that the description knows.
    pub(crate) fn check(&self, method: &str, path: &str, status: u16, media_type: &str, body: &[u8]) {
        let path = path.split('?').next().unwrap();
        let template = self
            .paths
            .iter()
            .filter_map(|t| Some((fits(t, path)?, t)))
            .max_by_key(|(named, _)| *named)
            .map(|(_, t)| t)
            .unwrap_or_else(|| panic!("{path} is not described"));
        let place = format!("{method} {template} {status}");
        let operation = &self.whole["paths"][template][method.to_lowercase()];
        assert!(operation.is_object(), "{method} {template} is not described");
        let answer = &operation["responses"][status.to_string()];
        assert!(
            answer.is_object(),
            "{place} is not described; it said {}",
            String::from_utf8_lossy(body)
        );
        if !media_type.contains("json") {
            let described = answer["content"]
                .as_object()
                .is_none_or(|c| c.contains_key(media_type) || c.contains_key("*/*") || c.is_empty());
            assert!(described, "{place} answered {media_type}");
            return;
        }
        let Some(validator) = self.validator(&place, answer) else {
            return;
        };
        let document: Value = serde_json::from_slice(body).unwrap();
        let faults: Vec<_> = validator
            .iter_errors(&document)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(
            faults.is_empty(),
            "{place} answers outside its description: {faults:#?}\n{document:#}"
        );
    }

    fn validator(&self, place: &str, answer: &Value) -> Option<std::sync::Arc<Validator>> {
        let mut made = self.validators.lock().unwrap();
        made.entry(place.to_owned())
            .or_insert_with(|| {
                let content = answer["content"].as_object()?;
                let schema = content.values().next()?.get("schema")?;
                let whole = json!({"components": self.whole["components"], "allOf": [schema]});
                Some(std::sync::Arc::new(jsonschema::validator_for(&whole).unwrap()))
            })
            .clone()
    }
}

#[test]
fn every_route_of_the_api_is_described_and_nothing_else() {
    let description = Description::new();
    for (method, path) in crate::world::routes() {
        let operation = &description.whole["paths"][path][method.as_str().to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not described");
    }
    let routes: Vec<_> = crate::world::routes().into_iter().map(|(_, path)| path).collect();
    let own = cases::api::openapi();
    for path in own.paths.paths.keys() {
        assert!(routes.contains(&path.as_str()), "{path} is described and not there");
    }
    assert!(description.paths().len() > 30);
}
