//! Rotas (R2, R6).
