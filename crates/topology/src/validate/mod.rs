//! The rules of the language beyond its structure. Each rule reports every breach.

mod accounts;
mod acknowledge;
mod attached;
mod bandwidth;
mod cens;
mod ids;
mod limits;
mod names;
mod networks;
mod packages;
mod path;
mod ranges;
mod renames;
mod route_conditions;
mod route_maps;
mod routes;
mod rules;
mod services;
mod tags;
mod texts;
mod transit;
mod vswitches;

use rules::Rules;

use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::spanned::Node;
use crate::symbols::Symbols;

/// Returns every breach of every rule, warnings included.
///
/// Parts of the file may have been removed from the document and its tree because of their shape.
/// Their names are still among the symbols, and no rule complains of what depends on them.
pub(crate) fn check(document: &Document, tree: &Node, symbols: &Symbols) -> Vec<Diagnostic> {
    let mut rules = Rules {
        document,
        tree,
        symbols,
        problems: Vec::new(),
    };
    rules.version();
    rules.names();
    rules.names_once();
    rules.accounts();
    rules.roles();
    rules.networks();
    rules.overlaps();
    rules.cens();
    rules.vswitches();
    rules.transit();
    rules.bandwidth();
    rules.routes();
    rules.ids();
    rules.renames();
    rules.protected();
    rules.acknowledged();
    rules.problems
}
