//! Many requests from one client address or from many.

mod floods;
mod limits;
