//! What grid.rs computes with.
// MORE

#[derive(Debug)]
pub enum CellError {
    Missing(String),
}

#[inline(never)]
pub fn mean(values: &[f64]) -> f64 {
    assert!(!values.is_empty(), "no values");
    values.iter().sum::<f64>() / values.len() as f64
}

pub struct Cell {
    pub name: String,
}

impl Cell {
    #[inline(never)]
    pub fn value(&self) -> Result<f64, CellError> {
        Err(CellError::Missing(self.name.clone()))
    }
}

pub trait Shape {
    fn area(&self) -> f64;
}

impl Shape for Cell {
    #[inline(never)]
    fn area(&self) -> f64 {
        let side: Option<f64> = None;
        side.expect(&format!("cell {} has no side", self.name))
    }
}
