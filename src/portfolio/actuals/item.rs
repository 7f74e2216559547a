//! What a row of actuals tells: an event of a plot, a line of a month's books, or an observation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::catalogue::Entry;
use crate::catalogue::Unit;
use crate::catalogue::event::Event;
use crate::catalogue::observation::Observation;
use crate::catalogue::series::Series;
use crate::finding::nearest;
use crate::portfolio::cell::{Cell, CellKind, Spelling};

/// Names that items had in earlier versions, with their ids: tables that say them are read still.
const FORMER_NAMES: [(&str, &str); 3] = [
    ("撤牌", "withdrawal"),
    ("当期收支平衡", "balance_cny"),
    ("累计收支平衡", "cumulative_balance_cny"),
];

/// What a row of actuals tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// Something that happened to a plot.
    Event(Event),
    /// What a month's books say of a series.
    Books(Series),
    /// Anything else that was seen.
    Observation(Observation),
}

impl Item {
    /// All items: events first, then books, then observations.
    pub fn all() -> impl Iterator<Item = Self> {
        let events = Event::ALL.into_iter().filter(|event| event.is_told());
        let events = events.map(Self::Event);
        let books = Series::ALL.into_iter().map(Self::Books);
        let observations = Observation::ALL.into_iter().map(Self::Observation);
        events.chain(books).chain(observations)
    }

    /// Names, unit and meaning.
    ///
    /// ```
    /// use landsim::portfolio::actuals::item::Item;
    ///
    /// // No two items have one name in any language.
    /// let mut names: Vec<&str> =
    ///     Item::all().flat_map(|item| [item.entry().id, item.entry().chinese]).collect();
    /// let all = names.len();
    /// names.sort_unstable();
    /// names.dedup();
    /// assert_eq!(names.len(), all);
    /// ```
    pub fn entry(self) -> &'static Entry {
        match self {
            Self::Event(event) => event.entry(),
            Self::Books(series) => series.entry(),
            Self::Observation(observation) => observation.entry(),
        }
    }

    /// The item of a name: its id, its name in either language, or one that it had before.
    ///
    /// ```
    /// use landsim::catalogue::event::Event;
    /// use landsim::portfolio::actuals::item::Item;
    ///
    /// for name in ["withdrawal", "终止出让", "撤牌"] {
    ///     assert_eq!(Item::named(name), Some(Item::Event(Event::Withdrawal)));
    /// }
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        // Ids come first: an English name may be the id of another item.
        static NAMES: LazyLock<BTreeMap<String, Item>> = LazyLock::new(|| {
            let mut names = BTreeMap::new();
            for place in 0..3 {
                for item in Item::all() {
                    let Entry { id, chinese, english, .. } = item.entry();
                    let name = [id, chinese, english][place].to_lowercase();
                    names.entry(name).or_insert(item);
                }
            }
            for (former, id) in FORMER_NAMES {
                if let Some(item) = names.get(id).copied() {
                    names.entry(former.to_owned()).or_insert(item);
                }
            }
            names
        });
        NAMES.get(&name.to_lowercase()).copied()
    }

    /// Whether its value is an amount of money, and not a number.
    pub fn is_money(self) -> bool {
        match self {
            Self::Event(_) => false,
            _ => self.entry().unit == Unit::Cny,
        }
    }
}

/// Names of items.
#[derive(Debug)]
pub(in crate::portfolio) struct ItemName;

impl CellKind for ItemName {
    fn accepted(&self) -> String {
        "an event, a line of the books or an observation, such as sale, 成交, cash_cny or 账面余额"
            .to_owned()
    }

    fn spelling(&self) -> Spelling {
        Spelling::Name
    }
}

impl Cell for ItemName {
    type Value = Item;

    fn read(&self, text: &str) -> Result<Item, String> {
        let ids = Item::all().map(|item| item.entry().id);
        Item::named(text).ok_or_else(|| match nearest(&text.to_lowercase(), ids) {
            Some(name) => format!("{}; the nearest is {name}", self.accepted()),
            None => self.accepted(),
        })
    }

    fn write(&self, value: &Item) -> String {
        value.entry().id.to_owned()
    }

    fn blank(&self) -> Item {
        Item::Event(Event::Sale)
    }
}
