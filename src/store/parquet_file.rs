//! A table as a Parquet file, and one read back.
//!
//! The file's metadata describe it: under `landsim.columns` name, unit and meaning of each column
//! in both languages, as JSON, so that whoever opens it years later needs no other file.
//!
//! Numbers are doubles that may be null, whole numbers unsigned, texts UTF-8. Each block of rows is
//! one row group, so the same blocks give the same bytes.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde::Serialize;

use crate::tables::table::{Table, Values};
use crate::wording::meanings;

use super::csv_text::csv_of_columns;
use super::regular_file;

/// Key of the metadata under which columns are described.
const COLUMNS: &str = "landsim.columns";

/// A column as the file's metadata describes it, in both languages.
#[derive(Debug, Serialize)]
struct Described<'t> {
    name: &'t str,
    unit: &'t str,
    unit_zh: &'t str,
    meaning: &'t str,
    meaning_zh: String,
}

/// What the metadata say of the columns of a table, in their order.
fn described(table: &Table) -> Vec<Described<'_>> {
    let of = |(name, unit, meaning)| Described {
        name,
        unit,
        unit_zh: meanings::unit_in_chinese(unit),
        meaning,
        meaning_zh: meanings::in_chinese(meaning),
    };
    table.described().map(of).collect()
}

/// A Parquet file that is being written.
pub(super) struct ParquetFile<W: Write + Send>(SerializedFileWriter<W>);

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file for tables with the columns of this one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn begin(to: W, table: &Table) -> Result<Self> {
        let fields = table.columns().map(|(name, values)| Ok(Arc::new(field(name, values)?)));
        let fields: Vec<TypePtr> = fields.collect::<Result<_>>()?;
        let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
        let said = serde_json::to_string(&described(table))
            .map_err(|error| ParquetError::General(error.to_string()))?;
        let about = vec![
            KeyValue::new("landsim.table".to_owned(), table.grain.to_owned()),
            KeyValue::new(COLUMNS.to_owned(), said),
        ];
        let properties = WriterProperties::builder()
            .set_key_value_metadata(Some(about))
            .set_created_by(format!("landsim {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties)).map(Self)
    }

    /// Writes a block of rows, unless it is empty.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn push(&mut self, table: &Table) -> Result<()> {
        if table.rows() == 0 {
            return Ok(());
        }
        let mut group = self.0.next_row_group()?;
        for (_, values) in table.columns() {
            let column = group.next_column()?;
            write(
                column.ok_or_else(|| ParquetError::General("a column too many".into()))?,
                values,
            )?;
        }
        group.close().map(drop)
    }

    /// Writes what ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn end(mut self) -> Result<()> {
        self.0.finish().map(drop)
    }
}

/// The type of a column in the file.
fn field(name: &str, values: &Values) -> Result<Type> {
    let (kind, repetition, meaning) = match values {
        Values::Numbers(_) => (PhysicalType::DOUBLE, Repetition::OPTIONAL, None),
        Values::Counts(_) => {
            let unsigned = LogicalType::integer(64, false);
            (PhysicalType::INT64, Repetition::REQUIRED, Some(unsigned))
        }
        Values::Texts(_) => {
            (PhysicalType::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String))
        }
    };
    Type::primitive_type_builder(name, kind)
        .with_repetition(repetition)
        .with_logical_type(meaning)
        .build()
}

/// Writes the values of a column.
fn write(mut column: SerializedColumnWriter<'_>, values: &Values) -> Result<()> {
    match values {
        Values::Numbers(values) => {
            // Level 1 says that there is a value; only those there are are listed.
            let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
            let there: Vec<f64> = values.iter().copied().flatten().collect();
            column.typed::<DoubleType>().write_batch(&there, Some(&levels), None)?;
        }
        Values::Counts(values) => {
            let bits: Vec<i64> = values.iter().map(|value| value.cast_signed()).collect();
            column.typed::<Int64Type>().write_batch(&bits, None, None)?;
        }
        Values::Texts(values) => {
            let texts: Vec<ByteArray> =
                values.iter().map(|text| ByteArray::from(text.as_str())).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
        }
    }
    column.close()
}

/// Reads a column of numbers from a file: NaN where it is null.
///
/// # Errors
/// When the file cannot be read, or has no such column of numbers.
pub(super) fn read_numbers(path: &Path, name: &str) -> Result<Vec<f64>> {
    let file = SerializedFileReader::new(regular_file::open(path)?)?;
    let columns = file.metadata().file_metadata().schema_descr().columns();
    let place = columns
        .iter()
        .position(|column| column.name() == name && column.physical_type() == PhysicalType::DOUBLE);
    let place = place.ok_or_else(|| ParquetError::General(format!("no column {name}")))?;
    Ok(numbers(&file, place)?.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect())
}

/// The numbers of a column, by its place in the file.
fn numbers(file: &SerializedFileReader<File>, place: usize) -> Result<Vec<Option<f64>>> {
    let mut numbers = Vec::new();
    for group in 0..file.num_row_groups() {
        let reader = file.get_row_group(group)?.get_column_reader(place)?;
        let mut reader = get_typed_column_reader::<DoubleType>(reader);
        let (mut there, mut levels) = (Vec::new(), Vec::new());
        while reader.read_records(usize::MAX, Some(&mut levels), None, &mut there)?.0 > 0 {}
        let mut there = there.into_iter();
        let number = |level: i16| if level > 0 { there.next() } else { None };
        numbers.extend(levels.into_iter().map(number));
    }
    Ok(numbers)
}

/// The values of a column that exist in every row.
fn required<T: DataType>(file: &SerializedFileReader<File>, place: usize) -> Result<Vec<T::T>> {
    let mut values = Vec::new();
    for group in 0..file.num_row_groups() {
        let reader = file.get_row_group(group)?.get_column_reader(place)?;
        let mut reader = get_typed_column_reader::<T>(reader);
        while reader.read_records(usize::MAX, None, None, &mut values)?.0 > 0 {}
    }
    Ok(values)
}

/// Reads a table as the text of its CSV file.
///
/// # Errors
/// When the file cannot be read, or is none that this program writes.
pub(super) fn read_as_csv(path: &Path) -> Result<Vec<u8>> {
    let file = SerializedFileReader::new(regular_file::open(path)?)?;
    let schema = file.metadata().file_metadata().schema_descr();
    let mut columns: Vec<(String, Values)> = Vec::new();
    for (place, column) in schema.columns().iter().enumerate() {
        let values = match column.physical_type() {
            PhysicalType::DOUBLE => Values::Numbers(numbers(&file, place)?),
            PhysicalType::INT64 => {
                let bits = required::<Int64Type>(&file, place)?;
                Values::Counts(bits.into_iter().map(i64::cast_unsigned).collect())
            }
            PhysicalType::BYTE_ARRAY => {
                let texts = required::<ByteArrayType>(&file, place)?;
                let texts = texts.iter().map(|text| text.as_utf8().map(str::to_owned));
                Values::Texts(texts.collect::<Result<_>>()?)
            }
            other => return Err(ParquetError::General(format!("a column of {other}"))),
        };
        columns.push((column.name().to_owned(), values));
    }
    let columns: Vec<(&str, &Values)> =
        columns.iter().map(|(name, values)| (name.as_str(), values)).collect();
    csv_of_columns(&columns, true).map_err(|error| ParquetError::General(error.to_string()))
}
