//! Tests of all operations of a kind.

mod every_list;
