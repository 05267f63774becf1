//! More than anybody needs, from one address or from many.

mod floods;
mod limits;
