//! Shows where the words looked for stand. Texts are returned in pieces; nothing here knows HTML.
use crate::fold::Folded;
use crate::query::Segment;

/// Characters of an excerpt.
const EXCERPT: usize = 90;
/// Longer texts are not searched for their best passage beyond this.
const LONGEST: usize = 20_000;

/// For each character of the text whether a word stands there. Words are folded.
fn marked(text: &str, words: &[String]) -> Vec<bool> {
    let folded = Folded::new(text);
    let mut marks = vec![false; text.chars().count()];
    for word in words {
        let word: Vec<char> = word.chars().collect();
        if word.is_empty() {
            continue;
        }
        for (at, window) in folded.chars.windows(word.len()).enumerate() {
            if window == word {
                folded.origin[at..at + word.len()]
                    .iter()
                    .for_each(|origin| marks[*origin] = true);
            }
        }
    }
    marks
}

fn pieces(chars: &[char], marks: &[bool]) -> Vec<Segment> {
    let mut found: Vec<Segment> = Vec::new();
    for (c, marked) in chars.iter().zip(marks) {
        match found.last_mut() {
            Some(last) if last.marked == *marked => last.text.push(*c),
            _ => found.push(Segment {
                text: c.to_string(),
                marked: *marked,
            }),
        }
    }
    found
}

/// The whole text with the words marked.
pub(crate) fn mark(text: &str, words: &[String]) -> Vec<Segment> {
    let chars: Vec<char> = text.chars().collect();
    pieces(&chars, &marked(text, words))
}

/// The passage with most of the words, from the start of a sentence if one is near. `…` shows where text is left out.
pub(crate) fn excerpt(text: &str, words: &[String]) -> Vec<Segment> {
    let text: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let chars: Vec<char> = text.trim().chars().collect();
    let marks = marked(text.trim(), words);
    let from = best_start(&chars, &marks);
    let to = chars.len().min(from + EXCERPT);
    let mut found = pieces(&chars[from..to], &marks[from..to]);
    let ellipsis = || Segment {
        text: "…".to_owned(),
        marked: false,
    };
    if from > 0 && !starts_sentence(&chars, from) {
        found.insert(0, ellipsis());
    }
    if to < chars.len() {
        found.push(ellipsis());
    }
    found
}

fn starts_sentence(chars: &[char], at: usize) -> bool {
    at == 0 || matches!(chars[at - 1], '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n')
}

fn best_start(chars: &[char], marks: &[bool]) -> usize {
    if chars.len() <= EXCERPT {
        return 0;
    }
    let mut inside = marks[..EXCERPT].iter().filter(|is| **is).count();
    let (mut best, mut most) = (0, inside);
    for at in 1..=chars.len() - EXCERPT {
        inside = inside + usize::from(marks[at + EXCERPT - 1]) - usize::from(marks[at - 1]);
        if inside > most {
            (best, most) = (at, inside);
        }
    }
    let first = (best..chars.len()).find(|at| marks[*at]).unwrap_or(best);
    let earliest = first.saturating_sub(EXCERPT / 2);
    (earliest..=first)
        .rev()
        .find(|at| starts_sentence(chars, *at))
        .unwrap_or(first.saturating_sub(8).max(earliest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(segments: &[Segment]) -> String {
        segments
            .iter()
            .map(|s| {
                if s.marked {
                    format!("[{}]", s.text)
                } else {
                    s.text.clone()
                }
            })
            .collect()
    }

    #[test]
    fn marks_survive_width_script_and_punctuation() {
        let words = ["食品经营".to_owned(), "led".to_owned()];
        assert_eq!(
            shown(&mark("《食品經營》許可，ＬＥＤ屏", &words)),
            "《[食品經營]》許可，[ＬＥＤ]屏"
        );
        assert_eq!(shown(&mark("<b>食品</b>", &["食品".to_owned()])), "<b>[食品]</b>");
        assert!(mark("", &words).is_empty());
    }

    #[test]
    fn the_excerpt_is_the_passage_that_answers() {
        let text = format!(
            "{}要先验收消防。{}",
            "前面说的是别的事情。".repeat(20),
            "后面也是。".repeat(40)
        );
        let found = shown(&excerpt(&text, &["消防".to_owned()]));
        assert!(found.starts_with("要先验收[消防]。"), "{found}");
        assert!(found.ends_with('…'));
    }
}
