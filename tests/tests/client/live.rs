//! What the live service does and its document does not say: one test for each row of
//! `docs/live-api.md` that no other test meets. Answers come over real HTTP.

mod requests;
mod responses;
mod table;
