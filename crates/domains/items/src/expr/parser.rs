//! Parser of the CEL subset of the item format.

use super::token::{Token, Word, tokens};
use super::tree::{Function, Macro, Name, Operator, Root, Sign, Tree};
use super::{Decimal, SyntaxError};

/// Deepest nesting of an expression.
pub const DEEPEST: usize = 50;

/// Parses an expression.
pub fn parse(source: &str) -> Result<Tree, SyntaxError> {
    let mut parser = Parser {
        tokens: tokens(source)?,
        at: 0,
        bound: Vec::new(),
        depth: 0,
    };
    let tree = parser.ternary()?;
    match parser.word() {
        Word::End => Ok(tree),
        Word::Sign("?" | ":") => Err(parser.unexpected().hint("? : 里面再用 ? : 要加括号")),
        _ => Err(parser.unexpected().hint("前面的表达式已经完整，是不是少了 && 或 ||")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    bound: Vec<String>,
    depth: usize,
}

type Parsed = Result<Tree, SyntaxError>;

const LEVELS: [&[(&str, Operator)]; 3] = [
    &[
        ("==", Operator::Equal),
        ("!=", Operator::Unequal),
        ("<", Operator::Less),
        ("<=", Operator::LessOrEqual),
        (">", Operator::Greater),
        (">=", Operator::GreaterOrEqual),
        ("in", Operator::In),
    ],
    &[("+", Operator::Plus), ("-", Operator::Minus)],
    &[("*", Operator::Times), ("/", Operator::Divided)],
];

impl Parser {
    fn word(&self) -> &Word {
        &self.tokens[self.at].word
    }

    fn place(&self) -> usize {
        self.tokens[self.at].at
    }

    /// The next sign or name as it is written.
    fn peek(&self) -> Option<&str> {
        match self.word() {
            Word::Sign(sign) => Some(sign),
            Word::Name(name) => Some(name),
            _ => None,
        }
    }

    fn step(&mut self) -> Word {
        let word = self.word().clone();
        if word != Word::End {
            self.at += 1;
        }
        word
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let there = self.peek() == Some(wanted);
        if there {
            self.at += 1;
        }
        there
    }

    fn expect(&mut self, wanted: &str) -> Result<(), SyntaxError> {
        if self.eat(wanted) {
            return Ok(());
        }
        Err(SyntaxError::new(
            self.place(),
            format!("这里应该是“{wanted}”，实际是{}", self.shown()),
        ))
    }

    fn shown(&self) -> String {
        match self.word() {
            Word::End => "结尾".to_owned(),
            Word::Number(text) | Word::Text(text) | Word::Name(text) => format!("“{text}”"),
            Word::Sign(sign) => format!("“{sign}”"),
        }
    }

    fn unexpected(&self) -> SyntaxError {
        SyntaxError::new(self.place(), format!("没想到这里是{}", self.shown()))
    }

    fn ternary(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SyntaxError::new(self.place(), format!("嵌套超过{DEEPEST}层"))
                .hint("去掉多余的括号，或者把一部分写成单独的条件"));
        }
        let mut tree = self.or()?;
        if self.eat("?") {
            let yes = self.or()?;
            if self.peek() == Some("?") {
                return Err(self.unexpected().hint("? : 里面再用 ? : 要加括号"));
            }
            self.expect(":")?;
            tree = Tree::If(Box::new((tree, yes, self.ternary()?)));
        }
        self.depth -= 1;
        Ok(tree)
    }

    fn or(&mut self) -> Parsed {
        let first = self.and()?;
        let mut parts = vec![first];
        while self.eat("||") {
            parts.push(self.and()?);
        }
        Ok(if parts.len() > 1 {
            Tree::Or(parts)
        } else {
            parts.remove(0)
        })
    }

    fn and(&mut self) -> Parsed {
        let first = self.chain(0)?;
        let mut parts = vec![first];
        while self.eat("&&") {
            parts.push(self.chain(0)?);
        }
        Ok(if parts.len() > 1 {
            Tree::And(parts)
        } else {
            parts.remove(0)
        })
    }

    fn chain(&mut self, level: usize) -> Parsed {
        let Some(operators) = LEVELS.get(level) else {
            return self.signs();
        };
        let first = self.chain(level + 1)?;
        let mut rest = Vec::new();
        while let Some((_, operator)) = operators.iter().find(|(sign, _)| self.peek() == Some(sign)) {
            self.at += 1;
            rest.push((*operator, self.chain(level + 1)?));
        }
        Ok(if rest.is_empty() {
            first
        } else {
            Tree::Chain(Box::new(first), rest)
        })
    }

    fn signs(&mut self) -> Parsed {
        let mut signs = Vec::new();
        loop {
            if self.eat("!") {
                signs.push(Sign::Not);
            } else if self.eat("-") {
                signs.push(Sign::Minus);
            } else {
                break;
            }
        }
        let primary = self.primary()?;
        let inner = self.macros(primary)?;
        Ok(if signs.is_empty() {
            inner
        } else {
            Tree::Signs(signs, Box::new(inner))
        })
    }

    /// `LIST.exists(x, …)`, `.all`, `.filter`, `.map`, also chained.
    fn macros(&mut self, mut tree: Tree) -> Parsed {
        while self.eat(".") {
            let Some(kind) = self.peek().and_then(Macro::named) else {
                return Err(SyntaxError::new(self.place(), format!("“.”后面不能是{}", self.shown()))
                    .hint("列表后面可以用 .exists、.all、.filter、.map"));
            };
            self.at += 1;
            self.expect("(")?;
            let element = self.element_name()?;
            self.expect(",")?;
            self.bound.push(element.clone());
            let body = self.ternary()?;
            self.bound.pop();
            self.expect(")")?;
            tree = Tree::Macro {
                kind,
                list: Box::new(tree),
                element,
                body: Box::new(body),
            };
        }
        Ok(tree)
    }

    fn element_name(&mut self) -> Result<String, SyntaxError> {
        match self.word().clone() {
            Word::Name(name)
                if Root::named(&name).is_none()
                    && Function::named(&name).is_none()
                    && !matches!(name.as_str(), "true" | "false" | "null" | "in") =>
            {
                self.at += 1;
                Ok(name)
            }
            _ => Err(
                SyntaxError::new(self.place(), format!("{}不能作元素的名字", self.shown()))
                    .hint("用一个还没有别的意思的短名字，比如 p"),
            ),
        }
    }

    fn primary(&mut self) -> Parsed {
        let at = self.place();
        let refused = self.unexpected();
        match self.step() {
            Word::Number(text) => Decimal::parse(&text).map(Tree::Number).ok_or(refused),
            Word::Text(text) => Ok(Tree::Text(text)),
            Word::Sign("(") => {
                let tree = self.ternary()?;
                self.expect(")")?;
                Ok(tree)
            }
            Word::Sign("[") => self.list(),
            Word::Name(name) => self.named(name, at, refused),
            Word::End => Err(refused.hint("表达式没有写完")),
            Word::Sign("%") => Err(refused.hint("没有取余的运算，可以用 + - * /")),
            Word::Sign(_) => Err(refused),
        }
    }

    fn list(&mut self) -> Parsed {
        let mut items = Vec::new();
        while self.peek() != Some("]") {
            items.push(self.ternary()?);
            if !self.eat(",") && self.peek() != Some("]") {
                return Err(SyntaxError::new(
                    self.place(),
                    format!("列表里应该是“,”或“]”，实际是{}", self.shown()),
                ));
            }
        }
        self.at += 1;
        Ok(Tree::List(items))
    }

    fn named(&mut self, name: String, at: usize, refused: SyntaxError) -> Parsed {
        match name.as_str() {
            "true" => return Ok(Tree::Bool(true)),
            "false" => return Ok(Tree::Bool(false)),
            "null" => return Ok(Tree::Null),
            _ => {}
        }
        if let Some(function) = Function::named(&name) {
            return self.call(function, &name);
        }
        if self.bound.contains(&name) {
            return self.element(name, at);
        }
        if let Some(root) = Root::named(&name) {
            self.expect(".")?;
            let id = self.field_name(&name)?;
            return Ok(Tree::Name(Name { root, id, at }));
        }
        Err(refused.hint(if name == "in" {
            "“in”左边要有一个值"
        } else {
            "名字前面要写它从哪里来，比如 answers.、form.、params.；文字要加引号"
        }))
    }

    fn element(&mut self, name: String, at: usize) -> Parsed {
        let dot = self.peek() == Some(".");
        let is_macro =
            matches!(self.tokens.get(self.at + 1).map(|t| &t.word), Some(Word::Name(n)) if Macro::named(n).is_some());
        let field = if dot && !is_macro {
            self.at += 1;
            Some(self.field_name(&name)?)
        } else {
            None
        };
        Ok(Tree::Element { name, field, at })
    }

    fn field_name(&mut self, before: &str) -> Result<String, SyntaxError> {
        match self.word().clone() {
            Word::Name(name) => {
                self.at += 1;
                Ok(name)
            }
            _ => Err(SyntaxError::new(
                self.place(),
                format!("“{before}.”后面应该是名字，实际是{}", self.shown()),
            )),
        }
    }

    fn call(&mut self, function: Function, name: &str) -> Parsed {
        let at = self.place();
        self.expect("(")?;
        let mut arguments = vec![self.ternary()?];
        while self.eat(",") {
            arguments.push(self.ternary()?);
        }
        self.expect(")")?;
        let takes = function.takes();
        if arguments.len() != takes {
            return Err(SyntaxError::new(
                at,
                format!("{name}要{takes}个参数，这里有{}个", arguments.len()),
            ));
        }
        let labelled = matches!(
            &arguments[0],
            Tree::Name(Name {
                root: Root::Answers | Root::Form,
                ..
            })
        );
        if function == Function::Label && !labelled {
            return Err(SyntaxError::new(at, "label的参数要是answers.名字或form.名字"));
        }
        Ok(Tree::Call(function, arguments))
    }
}
