//! The texts of the parity test, made up from `grammar.json`: the same as `texts.py` makes.

use std::collections::HashMap;

/// Lists of templates by name.
pub type Grammar = HashMap<String, Vec<String>>;

pub fn grammar() -> Grammar {
    serde_json::from_str(include_str!("grammar.json")).unwrap()
}

/// Knuth's linear congruential generator.
struct Dice(u64);

impl Dice {
    fn pick<'a>(&mut self, choices: &'a [String]) -> &'a str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &choices[(self.0 >> 33) as usize % choices.len()]
    }
}

/// Text number so-and-so.
pub fn text(grammar: &Grammar, number: u64) -> String {
    let mut out = String::new();
    expand("{document}", grammar, &mut Dice(number + 1), &mut out);
    out
}

/// Braces around the name of a list stand for one of its lines, made up in its turn.
fn expand(template: &str, grammar: &Grammar, dice: &mut Dice, out: &mut String) {
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open + 1..];
        let name = rest.split('}').next().unwrap();
        if !name.is_empty() && name.len() < rest.len() && name.chars().all(|c| c.is_ascii_alphanumeric()) {
            let choice = dice.pick(&grammar[name]);
            expand(choice, grammar, dice, out);
            rest = &rest[name.len() + 1..];
        } else {
            out.push('{');
        }
    }
    out.push_str(rest);
}
