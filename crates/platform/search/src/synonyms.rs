use std::collections::HashMap;

use crate::fold::fold_text;

/// Phrases that say nothing about what is looked for. Longer ones win over shorter ones.
const STOP_PHRASES: &[&str] = &[
    "需要准备什么材料",
    "要准备什么材料",
    "需要带什么材料",
    "需要哪些材料",
    "需要什么材料",
    "要带什么材料",
    "要哪些材料",
    "要什么材料",
    "需要什么手续",
    "要办什么手续",
    "要什么手续",
    "需要哪些手续",
    "要哪些手续",
    "需要办什么证",
    "需要什么证件",
    "需要哪些证件",
    "需要什么证",
    "要办什么证",
    "要办哪些证",
    "要什么证",
    "办什么证",
    "要哪些证",
    "需要什么条件",
    "要什么条件",
    "有什么条件",
    "去哪里办理",
    "在哪里办理",
    "到哪里办理",
    "在哪里办",
    "去哪里办",
    "到哪里办",
    "在哪里",
    "去哪里",
    "到哪里",
    "哪里办",
    "在哪办",
    "去哪办",
    "在哪儿办",
    "去哪儿办",
    "在哪儿",
    "去哪儿",
    "怎么办理",
    "如何办理",
    "怎样办理",
    "怎么申请",
    "如何申请",
    "怎样申请",
    "怎么弄",
    "怎么办",
    "怎样办",
    "如何办",
    "怎么领",
    "怎么搞",
    "咋办理",
    "咋办",
    "咋弄",
    "怎么",
    "如何",
    "怎样",
    "多少钱",
    "要多久",
    "需要多久",
    "多长时间",
    "可以吗",
    "行不行",
    "能不能",
    "可不可以",
    "要不要",
    "需不需要",
    "有没有",
    "是什么",
    "我想要",
    "我要",
    "我想",
    "想要",
    "想问一下",
    "请问一下",
    "请问",
    "想问",
    "你好",
    "您好",
    "谢谢",
    "办理流程",
    "办事流程",
    "办事指南",
    "流程",
    "手续",
    "什么",
    "一下",
    "需要",
    "可以",
    "找谁",
    "哪个部门",
    "什么部门",
];

/// What people say and what it is called officially, and the phrases to leave out of a question. Made by the caller
/// from whatever file it keeps them in.
#[derive(Debug, Clone)]
pub struct Synonyms {
    official: HashMap<String, Vec<String>>,
    stop: Vec<String>,
    longest: usize,
}

impl Default for Synonyms {
    /// No everyday words, and the usual phrases of questions (怎么办, 在哪里, 需要什么材料 …).
    fn default() -> Self {
        let mut built = Self {
            official: HashMap::new(),
            stop: Vec::new(),
            longest: 0,
        };
        for phrase in STOP_PHRASES {
            built.leave_out(phrase);
        }
        built
    }
}

impl Synonyms {
    /// Pairs of an everyday phrase and the official words to look for with it.
    pub fn from_pairs<P, W>(pairs: impl IntoIterator<Item = (P, W)>) -> Self
    where
        P: AsRef<str>,
        W: IntoIterator<Item: Into<String>>,
    {
        let mut built = Self::default();
        for (phrase, words) in pairs {
            built.add(phrase.as_ref(), words);
        }
        built
    }

    /// Adds official words to an everyday phrase.
    pub fn add(&mut self, phrase: &str, words: impl IntoIterator<Item: Into<String>>) {
        let key = fold_text(phrase.trim());
        if key.is_empty() {
            return;
        }
        self.longest = self.longest.max(key.chars().count());
        self.official
            .entry(key)
            .or_default()
            .extend(words.into_iter().map(Into::into));
    }

    /// Adds a phrase that is left out of questions.
    pub fn leave_out(&mut self, phrase: &str) {
        let key = fold_text(phrase.trim());
        if !key.is_empty() && !self.stop.contains(&key) {
            let place = self
                .stop
                .partition_point(|other| other.chars().count() >= key.chars().count());
            self.stop.insert(place, key);
        }
    }

    /// The official words for every everyday phrase in the folded text; longer phrases hide the shorter ones in them.
    pub(crate) fn official_words(&self, folded: &str) -> Vec<String> {
        let chars: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
        let mut words = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let longest = self.longest.min(chars.len() - at);
            let found = (1..=longest).rev().find_map(|length| {
                let phrase: String = chars[at..at + length].iter().collect();
                self.official.get(&phrase).map(|official| (length, official))
            });
            if let Some((_, official)) = found {
                words.extend(
                    official
                        .iter()
                        .filter(|word| !words.contains(*word))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
            }
            at += found.map_or(1, |(length, _)| length);
        }
        words
    }

    /// The folded text without the phrases that say nothing; the text itself when nothing would be left.
    pub(crate) fn without_stop_phrases(&self, folded: &str) -> String {
        let mut text = folded.to_owned();
        for phrase in &self.stop {
            if text.contains(phrase.as_str()) {
                text = text.replace(phrase.as_str(), " ");
            }
        }
        if text.chars().any(char::is_alphanumeric) {
            text
        } else {
            folded.to_owned()
        }
    }
}
