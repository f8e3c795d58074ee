use serde::{Deserialize, Serialize};

/// Anything that can be found: an item, a guide, a policy, an answered question. The index knows nothing about what
/// it means; what the caller needs to show it travels in [`Document::payload`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Unique over all kinds. A document with the same id replaces the earlier one.
    pub id: String,
    /// What it is (`item`, `guide`, `policy`, `faq` …): the tabs of the results. Counted as the facet `kind`.
    pub kind: String,
    /// The full official name.
    pub title: String,
    /// The name that people use, or empty.
    pub short: String,
    /// Words and phrases under which it shall be found; they also feed suggestions and the spelling.
    pub keywords: Vec<String>,
    /// Plain text, searched with the lowest weight; the excerpt is taken from it.
    pub body: String,
    /// Questions that it answers.
    pub questions: Vec<String>,
    /// Pairs of name and value to filter by and to count, several values of a name allowed. The name `kind` is
    /// reserved.
    pub facets: Vec<(String, String)>,
    /// Multiplies the score: 1.0 is neutral, kept within 0.1 and 10.
    pub weight: f32,
    /// Given back untouched with each hit, usually JSON.
    pub payload: String,
}

impl Document {
    /// A document with neutral weight and nothing but its names.
    pub fn new(id: impl Into<String>, kind: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: kind.into(),
            title: title.into(),
            short: String::new(),
            keywords: Vec::new(),
            body: String::new(),
            questions: Vec::new(),
            facets: Vec::new(),
            weight: 1.0,
            payload: String::new(),
        }
    }

    /// The weight within its bounds.
    pub(crate) fn clean_weight(&self) -> f32 {
        if self.weight.is_finite() {
            self.weight.clamp(0.1, 10.0)
        } else {
            1.0
        }
    }

    /// Every facet with the kind among them.
    pub(crate) fn all_facets(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.facets.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        std::iter::once((KIND, self.kind.as_str())).chain(own.filter(|(name, _)| *name != KIND))
    }

    /// The names and keywords: what people type, so what spelling, pinyin and suggestions are made of.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = &str> {
        let names = [self.title.as_str(), self.short.as_str()].into_iter();
        names
            .chain(self.keywords.iter().map(String::as_str))
            .filter(|text| !text.trim().is_empty())
    }
}

/// The facet under which the kinds are counted.
pub(crate) const KIND: &str = "kind";
