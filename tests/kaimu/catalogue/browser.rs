//! What browsers, and those who write links and forms for them, may try.

mod cookies;
mod markup;
mod redirects;
mod requests;
mod responses;
mod states;
