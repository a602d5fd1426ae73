//! Reading a file item by item, without trusting that an item ends: the line that is read, and a limit to one item.

use super::MAX_LINE_BYTES;
use std::io::{self, BufRead, Read};

/// Counts the lines that are taken from a reader, and the bytes of the item that is read.
#[derive(Debug)]
pub(super) struct Guard<R> {
    inner: R,
    lines: u64,
    taken: u64,
    limit: u64,
}

impl<R: BufRead> Guard<R> {
    /// Items of at most [`MAX_LINE_BYTES`].
    pub fn new(inner: R) -> Self {
        Self { inner, lines: 0, taken: 0, limit: MAX_LINE_BYTES }
    }

    /// The line at which the reader stands, from 1.
    pub fn line(&self) -> u64 {
        self.lines + 1
    }

    /// An item is done: the next one may be as long.
    pub fn next_item(&mut self) {
        self.taken = 0;
    }
}

impl<R: BufRead> BufRead for Guard<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > self.limit {
            let told = format!("something longer than {} MB", self.limit >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, told));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            let taken = &buffer[..amount.min(buffer.len())];
            self.lines += taken.iter().filter(|&&b| b == b'\n').count() as u64;
        }
        self.taken += amount as u64;
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let buffer = self.fill_buf()?;
        let length = buffer.len().min(into.len());
        into[..length].copy_from_slice(&buffer[..length]);
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_and_an_item_has_an_end() {
        let mut guard = Guard { inner: &b"a\nb\nc"[..], lines: 0, taken: 0, limit: 3 };
        let mut two = [0; 2];
        guard.read_exact(&mut two).unwrap();
        assert_eq!(guard.line(), 2);
        guard.read_exact(&mut two).unwrap();
        assert_eq!((guard.line(), guard.fill_buf().is_err()), (3, true));
        guard.next_item();
        assert_eq!(guard.fill_buf().unwrap(), b"c");
    }
}
