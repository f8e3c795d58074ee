mod any_text;
mod changes;
mod corpus;
mod recall;
mod searching;
mod suggesting;
