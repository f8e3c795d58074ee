//! For tests: every answer of the API that a test receives is held against the API's own description.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderMap, Method, StatusCode, header};
use jsonschema::Validator;
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

/// A description, with the validators made from it and the operations that have answered well.
#[derive(Debug)]
pub struct Description {
    whole: Value,
    paths: Vec<String>,
    validators: Mutex<HashMap<String, Option<Arc<Validator>>>>,
    answered: Mutex<BTreeSet<String>>,
}

/// How many parts of a path the template names, if the path belongs to it.
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
    /// Of a document.
    pub fn new(document: &OpenApi) -> Self {
        let whole = serde_json::to_value(document).unwrap_or_default();
        let paths = whole["paths"].as_object().into_iter().flatten();
        Self {
            paths: paths.map(|(path, _)| path.clone()).collect(),
            whole,
            validators: Mutex::default(),
            answered: Mutex::default(),
        }
    }

    /// The operations that are described: `GET /api/v1/…`.
    pub fn operations(&self) -> BTreeSet<String> {
        let of = |path: &String| {
            let methods = self.whole["paths"][path].as_object().into_iter().flatten();
            let methods =
                methods.filter(|(name, _)| ["get", "post", "put", "patch", "delete"].contains(&name.as_str()));
            let named: Vec<_> = methods
                .map(|(name, _)| format!("{} {path}", name.to_uppercase()))
                .collect();
            named
        };
        self.paths.iter().flat_map(of).collect()
    }

    /// The operations that have answered with success while this description looked on.
    pub fn answered(&self) -> BTreeSet<String> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fails a test whose answer is not described.
    ///
    /// # Panics
    /// With what is wrong.
    pub fn hold(&self, asked: (&Method, &str), status: StatusCode, headers: &HeaderMap, body: &[u8]) {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let (method, path) = (asked.0.as_str(), asked.1);
        let verdict = self.check(method, path, status.as_u16(), kind.unwrap_or_default(), body);
        assert!(verdict.is_ok(), "{}", verdict.err().unwrap_or_default());
    }

    /// What is wrong with an answer, by the description; `Ok` for what it knows, and for pages.
    ///
    /// # Errors
    /// In words, for tests to fail with.
    pub fn check(&self, method: &str, path: &str, status: u16, media_type: &str, body: &[u8]) -> Result<(), String> {
        let path = path.split('?').next().unwrap_or_default();
        if !path.starts_with("/api/") {
            return Ok(());
        }
        let fitting = self.paths.iter().filter_map(|t| Some((fits(t, path)?, t)));
        let (_, template) = fitting
            .max_by_key(|(named, _)| *named)
            .ok_or(format!("{path} is not described"))?;
        let place = format!("{method} {template} {status}");
        let operation = &self.whole["paths"][template][method.to_lowercase()];
        let answer = &operation["responses"][status.to_string()];
        if !answer.is_object() {
            return Err(format!(
                "{place} is not described; it said {}",
                String::from_utf8_lossy(body)
            ));
        }
        if status < 300 {
            let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            answered.insert(format!("{method} {template}"));
        }
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        let content = answer["content"].as_object();
        let described = content.map_or(media_type.is_empty(), |c| {
            c.contains_key(media_type) || c.contains_key("*/*")
        });
        let problem = media_type == "application/problem+json";
        if status >= 400 && !problem {
            return Err(format!("{place} is no problem document but {media_type}"));
        }
        if !described && !problem {
            return Err(format!("{place} answered {media_type}"));
        }
        match self.validator(&place, answer)? {
            Some(validator) if media_type.ends_with("json") => valid(&place, &validator, body),
            _ => Ok(()),
        }
    }

    fn validator(&self, place: &str, answer: &Value) -> Result<Option<Arc<Validator>>, String> {
        let mut made = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(place) {
            return Ok(known.clone());
        }
        let content = answer["content"].as_object().and_then(|c| c.values().next());
        let validator = match content.and_then(|c| c.get("schema")) {
            Some(schema) => {
                let whole = json!({"components": self.whole["components"], "allOf": [schema]});
                Some(Arc::new(
                    jsonschema::validator_for(&whole).map_err(|e| format!("{place}: {e}"))?,
                ))
            }
            None => None,
        };
        made.insert(place.to_owned(), validator.clone());
        Ok(validator)
    }
}

fn valid(place: &str, validator: &Validator, body: &[u8]) -> Result<(), String> {
    let document: Value = serde_json::from_slice(body).map_err(|e| format!("{place}: {e}"))?;
    let faults: Vec<_> = validator
        .iter_errors(&document)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "{place} answers outside its description: {faults:#?}\n{document:#}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use utoipa::{OpenApi, ToSchema};

    use super::*;

    #[derive(Serialize, ToSchema)]
    struct Thing {
        number: String,
    }

    #[utoipa::path(get, path = "/api/v1/things/{id}", responses((status = 200, body = Thing)))]
    #[expect(dead_code, reason = "only its description is used")]
    fn thing() {}

    #[derive(OpenApi)]
    #[openapi(paths(thing))]
    struct Document;

    #[test]
    fn an_answer_outside_its_description_is_found() {
        let description = Description::new(&Document::openapi());
        let check = |path: &str, status: u16, kind: &str, body: &str| {
            description.check("GET", path, status, kind, body.as_bytes())
        };
        assert_eq!(description.answered().len(), 0);
        check(
            "/api/v1/things/7?x=1",
            200,
            "application/json; charset=utf-8",
            r#"{"number":"7"}"#,
        )
        .unwrap();
        assert_eq!(description.answered(), description.operations());
        let wrong = [
            check("/api/v1/things/7", 200, "application/json", r#"{"number":7}"#),
            check("/api/v1/things/7", 200, "application/json", "{}"),
            check("/api/v1/things/7", 200, "text/html", "<p>"),
            check("/api/v1/things/7", 201, "application/json", r#"{"number":"7"}"#),
            check("/api/v1/things/7", 404, "application/problem+json", "{}"),
            check("/api/v1/others", 200, "application/json", "{}"),
        ];
        assert!(wrong.iter().all(Result::is_err), "{wrong:#?}");
        check("/my", 200, "text/html", "<p>").unwrap();
    }
}
