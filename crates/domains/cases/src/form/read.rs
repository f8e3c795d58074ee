//! From what a form sent to the values that are kept. Only what was on the page is touched.

use items::{Field, FieldType, Handling, Section};
use serde_json::{Map, Value};
use web::server::Sent;
use web::ui::form::date_value;

use super::{as_field, read};

/// No group is filled in more often; what is sent beyond goes unheard.
const MOST_ROWS: usize = 300;

/// The answers to the questions that were on the page.
pub fn read_answers(handling: &Handling, sent: &Sent) -> Map<String, Value> {
    let fields: Vec<Field> = handling.questions.iter().map(as_field).collect();
    let mut answers = read_fields(&fields, "answers.", sent);
    // Of several nothing was chosen, not even 都没有: that is no answer.
    let unanswered = |field: &&Field| {
        let name = format!("answers.{}", field.id);
        sent.has(&format!("{name}.shown")) && !sent.has(&name)
    };
    answers.extend(
        fields
            .iter()
            .filter(unanswered)
            .map(|field| (field.id.clone(), Value::Null)),
    );
    answers
}

/// The values of the fields that were on the page, sent as `prefix` and their id.
pub fn read_fields(fields: &[Field], prefix: &str, sent: &Sent) -> Map<String, Value> {
    let value = |field: &Field| Some((field.id.clone(), one(field, &format!("{prefix}{}", field.id), sent)?));
    fields.iter().filter_map(value).collect()
}

/// The values of a section that was on the page; `form` is what was filled in before. The buttons that add and remove
/// a row are heard here: the second answer says whether one of them was pressed.
pub fn read_section(section: &Section, form: &Map<String, Value>, sent: &Sent) -> (Map<String, Value>, bool) {
    let Some(repeat) = &section.repeat else {
        return (read_fields(&section.fields, "form.", sent), false);
    };
    let name = format!("form.{}", section.id);
    let Ok(count) = sent.get(&format!("{name}.rows")).parse::<usize>() else {
        return (Map::new(), false);
    };
    let before = form.get(&section.id).and_then(Value::as_array);
    let row = |at: usize| {
        let mut row = before
            .and_then(|rows| rows.get(at)?.as_object().cloned())
            .unwrap_or_default();
        row.extend(read_fields(&section.fields, &format!("{name}.{at}."), sent));
        row
    };
    let mut rows: Vec<_> = (0..count.min(MOST_ROWS)).map(row).collect();
    let removed = sent.get(&format!("remove.{}", section.id)).parse::<usize>().ok();
    if let Some(at) = removed.filter(|at| *at < rows.len()) {
        rows.remove(at);
    }
    // A row that was opened and never written into is no row.
    let least = usize::try_from(repeat.min).unwrap_or_default();
    let (mut kept, mut written) = (Vec::new(), 0);
    for row in rows {
        let is_written = row.values().any(|value| !is_empty(value));
        written += usize::from(is_written);
        kept.push((is_written, row));
    }
    let mut spare = least.saturating_sub(written);
    kept.retain(|(is_written, _)| {
        let stays = *is_written || spare > 0;
        spare -= usize::from(!is_written && stays);
        stays
    });
    let mut rows: Vec<_> = kept.into_iter().map(|(_, row)| Value::Object(row)).collect();
    let most = usize::try_from(repeat.max).unwrap_or(MOST_ROWS).min(MOST_ROWS);
    let added = sent.has(&format!("add.{}", section.id)) && rows.len() < most;
    if added {
        rows.push(Value::Object(Map::new()));
    }
    let pressed = added || removed.is_some();
    (Map::from_iter([(section.id.clone(), Value::Array(rows))]), pressed)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// The value of one control; none when it was not on the page.
fn one(field: &Field, name: &str, sent: &Sent) -> Option<Value> {
    let unit = field.unit.as_deref();
    if field.kind == FieldType::Date && sent.has(&format!("{name}-y")) {
        let part = |key: &str| sent.get(&format!("{name}-{key}"));
        let text = date_value(part("y"), part("m"), part("d"));
        return Some(read(field.kind, unit, [text.as_str()]));
    }
    sent.has(name).then(|| read(field.kind, unit, sent.all(name)))
}
