//! The demo's bodies and staff, as the tests choose among them: by post, never by name.

use serde_json::Value;

use crate::world::data;

/// Who works where.
pub(crate) struct Staff {
    bodies: Vec<Value>,
    staff: Vec<Value>,
}

impl Staff {
    pub(crate) fn load() -> Self {
        let list = |file: &str, key: &str| {
            let all: Value = serde_json::from_str(&data(file)).unwrap();
            all[key].as_array().unwrap().clone()
        };
        Self {
            bodies: list("demo/bodies.json", "bodies"),
            staff: list("demo/posts_staff.json", "staff"),
        }
    }

    fn body(&self, credit_code: &str) -> &Value {
        self.bodies.iter().find(|b| b["credit_code"] == credit_code).unwrap()
    }

    /// The logins of those who hold a post of a body, in the order of the file.
    pub(crate) fn holders(&self, credit_code: &str, post: &str) -> Vec<String> {
        let body = &self.body(credit_code)["id"];
        let holds = |s: &&Value| {
            s["posts"]
                .as_array()
                .unwrap()
                .iter()
                .any(|p| p["body"] == *body && p["post"] == post)
        };
        let active = self.staff.iter().filter(|s| s["status"] == "active");
        active
            .filter(holds)
            .map(|s| s["login"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The login of somebody at a one-stop window of the body's region.
    pub(crate) fn clerk(&self, credit_code: &str) -> String {
        let region = &self.body(credit_code)["region"];
        let halls = self.bodies.iter().filter(|b| b["region"] == *region);
        halls
            .map(|b| b["credit_code"].as_str().unwrap())
            .find_map(|hall| self.holders(hall, "综合窗口").into_iter().next())
            .unwrap_or_else(|| panic!("{region} has no one-stop window"))
    }
}

/// Natural persons with accounts and organisations, and which licences the registers know of them.
pub(crate) struct Subjects {
    persons: Vec<Value>,
    organisations: Vec<Value>,
    licences: Vec<Value>,
}

impl Subjects {
    pub(crate) fn load() -> Self {
        let list = |file: &str, key: &str| {
            let all: Value = serde_json::from_str(&data(file)).unwrap();
            all[key].as_array().unwrap().clone()
        };
        Self {
            persons: list("demo/persons.json", "persons"),
            organisations: list("demo/organisations.json", "organisations"),
            licences: list("demo/registry.json", "licences"),
        }
    }

    pub(crate) fn person(&self, id: &str) -> &Value {
        self.persons.iter().find(|p| p["id"] == id).unwrap()
    }

    pub(crate) fn organisation(&self, id: &str) -> &Value {
        self.organisations.iter().find(|o| o["id"] == id).unwrap()
    }

    /// An applicant; one who holds no licence of the kind if there is, so that a scenario's own licence is the only one.
    pub(crate) fn applicant(&self, legal: bool, agent: bool, not_holding: Option<&str>) -> Value {
        let free = |number: &Value| {
            !self
                .licences
                .iter()
                .any(|l| l["holder"]["number"] == *number && not_holding.is_some_and(|kind| l["type"] == kind))
        };
        if legal {
            let found = self.organisations.iter().find(|o| free(&o["credit_code"]));
            let found = found.unwrap_or(&self.organisations[0]);
            serde_json::json!({
                "kind": "legal", "name": found["name"], "credit_code": found["credit_code"], "agent": agent,
            })
        } else {
            let mut known = self.persons.iter().filter(|p| p["account"] == true);
            let found = known.find(|p| free(&p["id_number"])).unwrap_or(&self.persons[0]);
            serde_json::json!({
                "kind": "natural", "name": found["name"], "identity_number": found["id_number"], "agent": agent,
            })
        }
    }
}
