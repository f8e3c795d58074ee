//! All expressions of a handling item.

use super::{Field, Handling};

impl Handling {
    /// Every expression as it is written.
    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        let whens = [
            self.questions.iter().map(|each| &each.when).collect::<Vec<_>>(),
            self.materials.iter().map(|each| &each.when).collect(),
            self.conditions.iter().map(|each| &each.when).collect(),
            self.fees.iter().map(|each| &each.when).collect(),
            self.steps.iter().map(|each| &each.when).collect(),
            self.review_points
                .iter()
                .flat_map(|each| [&each.when, &each.auto])
                .collect(),
            self.special_procedures.iter().map(|each| &each.when).collect(),
            self.results.iter().map(|each| &each.when).collect(),
            self.duties.iter().map(|each| &each.when).collect(),
            self.form.iter().map(|each| &each.when).collect(),
        ];
        let sections = self.form.iter().flat_map(|section| &section.fields);
        let fields = sections
            .chain(self.steps.iter().flat_map(|step| &step.fields))
            .flat_map(of_field);
        let values = self
            .results
            .iter()
            .flat_map(|result| &result.fields)
            .map(|field| field.value.as_str());
        whens
            .into_iter()
            .flatten()
            .filter_map(|when| when.as_deref())
            .chain(fields)
            .chain(values)
            .chain(self.endings.iter().map(|each| each.when.as_str()))
            .chain(self.limit_rules.iter().map(|each| each.when.as_str()))
            .chain(self.checks.iter().map(|each| each.check.as_str()))
            .chain(self.fees.iter().map(|each| each.amount_fen.as_str()))
    }
}

fn of_field(field: &Field) -> impl Iterator<Item = &str> {
    [field.when.as_deref(), field.required.when(), field.check.as_deref()]
        .into_iter()
        .flatten()
}
