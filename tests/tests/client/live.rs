//! Undocumented behaviour of the live API: one test for each row of `docs/live-api.md` that no
//! other test covers, over real HTTP.

mod requests;
mod responses;
mod table;
