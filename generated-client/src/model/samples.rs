//! Models for tests, of every kind that the generator writes and in the same form.

#![allow(
    unreachable_pub,
    dead_code,
    clippy::struct_field_names,
    clippy::enum_variant_names,
    reason = "the samples are written as the generator writes them"
)]

/// Writes a struct and its table the way the generator does.
macro_rules! sample {
    ($side:ident $name:ident { $($field:ident: $ty:ty = $row:expr;)* }) => {
        sample!(@struct $side #[derive(Clone, Default)] $name { $($field: $ty = $row;)* });
    };
    ($side:ident blank $name:ident { $($field:ident: $ty:ty = $row:expr;)* }) => {
        sample!(@struct $side #[derive(Clone)] $name { $($field: $ty = $row;)* });

        impl Blank for $name {
            fn blank() -> Self {
                Self { $($field: Inner::fresh(),)* extra: Extra::default() }
            }
        }
    };
    (@struct $side:ident #[$derive:meta] $name:ident { $($field:ident: $ty:ty = $row:expr;)* }) => {
        #[$derive]
        #[non_exhaustive]
        pub struct $name {
            $(pub $field: $ty,)*
            pub extra: Extra,
        }

        impl Model for $name {
            fn shape(&self) -> &'static Shape {
                const { &Shape { name: stringify!($name), fields: &[$($row),*] } }
            }

            fn get(&self, index: usize) -> &dyn Slot {
                let places: &[&dyn Slot] = &[$(&self.$field),*];
                places[index]
            }

            fn get_mut(&mut self, index: usize) -> &mut dyn Slot {
                let places: Vec<&mut dyn Slot> = vec![$(&mut self.$field),*];
                places.into_iter().nth(index).unwrap()
            }

            fn extra(&self) -> &Extra {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut Extra {
                &mut self.extra
            }
        }

        impl_model!($name, $side);
    };
}

/// Writes a union and its plan the way the generator does.
macro_rules! sample_union {
    ($name:ident { $($number:literal => $arm:ident($ty:ty),)* } $plan:expr) => {
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum $name {
            $($arm($ty),)*
            Other(Value),
        }

        impl Union for $name {
            fn plan(&self) -> &'static Plan {
                const { &$plan }
            }

            fn payload(&self) -> View<'_> {
                match self {
                    $(Self::$arm(value) => value.view(),)*
                    Self::Other(value) => View::Other(value),
                }
            }

            fn select(&mut self, arm: usize) -> &mut dyn Slot {
                *self = match arm {
                    $($number => Self::$arm(Inner::fresh()),)*
                    _ => Self::Other(Value::Null),
                };
                match self {
                    $(Self::$arm(value) => value,)*
                    Self::Other(value) => value,
                }
            }

            fn set_other(&mut self, value: Value) {
                *self = Self::Other(value);
            }
        }

        impl_union!($name);
    };
}

/// Writes the unions that look the same in both directions.
macro_rules! sample_unions {
    () => {
        sample_union!(Bucket { 0 => Aws(Aws), 1 => Gcp(Gcp), 2 => Azure(Azure), }
            Plan::Object(DispatchPlan::Tag {
                name: "provider",
                values: &[
                    ("AWS", DispatchPlan::Variant(0)),
                    ("GCP", DispatchPlan::Variant(1)),
                    ("AZURE", DispatchPlan::Variant(2)),
                ],
                absent: Some(&DispatchPlan::Properties(&[0, 1, 2])),
            }));

        sample_union!(Line { 0 => Sql(LineSql), 1 => Builder(LineBuilder), }
            Plan::Object(DispatchPlan::Tag {
                name: "configType",
                values: &[("sql", DispatchPlan::Variant(0))],
                absent: Some(&DispatchPlan::Variant(1)),
            }));

        sample_union!(Tile { 0 => Line(Line), 1 => Markdown(Markdown), 2 => NumberSql(LineSql), 3 => Number(LineBuilder), }
            Plan::Object(DispatchPlan::Tag {
                name: "displayType",
                values: &[
                    ("line", DispatchPlan::Variant(0)),
                    ("markdown", DispatchPlan::Variant(1)),
                    ("number", DispatchPlan::Tag {
                        name: "configType",
                        values: &[("sql", DispatchPlan::Variant(2))],
                        absent: Some(&DispatchPlan::Variant(3)),
                    }),
                ],
                absent: None,
            }));

        sample_union!(Condition { 0 => Text(String), 1 => Match(Markdown), }
            Plan::Kind { string: Some(0), object: Some(1), array: None });

        sample_union!(Shelf { 0 => Text(String), 1 => Map(BTreeMap<String, Bucket>), }
            Plan::Kind { string: Some(0), object: Some(1), array: None });

        sample_union!(Flexible { 0 => List(Vec<i64>), 1 => Map(BTreeMap<String, i64>), }
            Plan::Kind { string: None, object: Some(1), array: Some(0) });
    };
}

pub mod enums {
    use super::super::impl_enum;

    #[derive(Clone)]
    #[non_exhaustive]
    pub enum State {
        Running,
        Idle,
        Other(String),
    }

    impl State {
        pub const VALUES: &'static [&'static str] = &["running", "idle"];

        pub fn as_str(&self) -> &str {
            match self {
                Self::Running => "running",
                Self::Idle => "idle",
                Self::Other(text) => text,
            }
        }
    }

    impl From<&str> for State {
        fn from(text: &str) -> Self {
            match text {
                "running" => Self::Running,
                "idle" => Self::Idle,
                other => Self::Other(other.to_owned()),
            }
        }
    }

    impl_enum!(State);
}

pub mod response {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value};

    use super::super::*;
    use super::enums;

    sample!(Response Service {
        id: Option<String> = Field::optional("id");
        name: Option<String> = Field::optional("name");
        port: Option<i64> = Field::optional("port");
        memory: Option<f64> = Field::optional("memoryGb");
        ready: Option<bool> = Field::optional("ready");
        state: Option<enums::State> = Field::optional("state");
        created_at: Option<DateTime> = Field::optional("createdAt");
        day: Option<Date> = Field::optional("day");
        tags: Option<Vec<String>> = Field::optional("tags");
        matrix: Option<Vec<Vec<i64>>> = Field::optional("matrix");
        settings: Option<BTreeMap<String, IntegerOrText>> = Field::optional("settings");
        level: Option<NumberOrText> = Field::optional("level");
        any: Option<Value> = Field::optional("any");
        labels: Option<Map<String, Value>> = Field::optional("labels");
        password: Option<Secret<String>> = Field::optional("password").secret();
        hooks: Option<Secret<BTreeMap<String, String>>> = Field::optional("hooks").secret();
        bucket: Option<Bucket> = Field::optional("bucket");
        buckets: Option<Vec<Bucket>> = Field::optional("buckets");
        tile: Option<Tile> = Field::optional("tile");
        condition: Option<Condition> = Field::optional("condition");
        flexible: Option<Flexible> = Field::optional("flexible");
        endpoints: Option<BTreeMap<String, Endpoint>> = Field::optional("endpoints");
        parent: Option<Box<Service>> = Field::optional("parent");
        children: Option<Vec<Service>> = Field::optional("children");
    });

    sample!(Response Endpoint {
        host: Option<String> = Field::optional("host");
        port: Option<f64> = Field::optional("port");
    });

    sample!(Response Aws {
        provider: Option<String> = Field::optional("provider");
        path: Option<String> = Field::optional("path");
        role_arn: Option<String> = Field::optional("roleArn");
    });

    sample!(Response Gcp {
        provider: Option<String> = Field::optional("provider");
        path: Option<String> = Field::optional("path");
        key_id: Option<String> = Field::optional("keyId");
    });

    sample!(Response Azure {
        provider: Option<String> = Field::optional("provider");
        container: Option<String> = Field::optional("container");
        connection_string: Option<Secret<String>> = Field::optional("connectionString").secret();
        // The table alone must do: not every secret has a type that says so.
        plain: Option<String> = Field::optional("plain").secret();
    });

    sample!(Response LineSql {
        display_type: Option<String> = Field::optional("displayType");
        config_type: Option<String> = Field::optional("configType");
        sql: Option<String> = Field::optional("sql");
    });

    sample!(Response LineBuilder {
        display_type: Option<String> = Field::optional("displayType");
        columns: Option<Vec<String>> = Field::optional("columns");
    });

    sample!(Response Markdown {
        display_type: Option<String> = Field::optional("displayType");
        markdown: Option<String> = Field::optional("markdown");
        bucket: Option<Bucket> = Field::optional("bucket");
    });

    sample_unions!();
}

pub mod request {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value};

    use super::super::*;
    use super::{enums, response};

    sample!(Request blank Service {
        id: Option<String> = Field::optional("id");
        name: String = Field::required("name");
        port: i64 = Field::required("port");
        memory: Patch<f64> = Field::optional("memoryGb");
        owner: Option<String> = Field::required("owner");
        ready: Option<bool> = Field::optional("ready");
        state: Option<enums::State> = Field::optional("state");
        created_at: Patch<DateTime> = Field::optional("createdAt");
        tags: Option<Vec<String>> = Field::optional("tags");
        matrix: Patch<Vec<Vec<i64>>> = Field::optional("matrix");
        settings: Option<BTreeMap<String, IntegerOrText>> = Field::optional("settings");
        any: Option<Value> = Field::optional("any");
        labels: Option<Map<String, Value>> = Field::optional("labels");
        password: Option<Secret<String>> = Field::optional("password").secret();
        bucket: Option<Bucket> = Field::optional("bucket");
        buckets: Vec<Bucket> = Field::required("buckets");
        tile: Patch<Tile> = Field::optional("tile");
        parent: Option<Box<Service>> = Field::optional("parent");
        children: Option<Vec<Service>> = Field::optional("children");
    });

    sample!(Request Aws {
        provider: Option<String> = Field::optional("provider");
        path: Option<String> = Field::optional("path");
        role_arn: Patch<String> = Field::optional("roleArn");
    });

    sample!(Request blank Gcp {
        provider: String = Field::required("provider");
        path: Option<String> = Field::optional("path");
        key_id: String = Field::required("keyId");
    });

    sample!(Request Azure {
        provider: Option<String> = Field::optional("provider");
        container: Option<String> = Field::optional("container");
        connection_string: Option<Secret<String>> = Field::optional("connectionString").secret();
    });

    sample!(Request blank LineSql {
        display_type: String = Field::required("displayType");
        config_type: String = Field::required("configType");
        sql: String = Field::required("sql");
    });

    sample!(Request LineBuilder {
        display_type: Option<String> = Field::optional("displayType");
        columns: Option<Vec<String>> = Field::optional("columns");
    });

    sample!(Request Markdown {
        display_type: Option<String> = Field::optional("displayType");
        markdown: Patch<String> = Field::optional("markdown");
        bucket: Option<Bucket> = Field::optional("bucket");
    });

    sample!(Request Nothing {});

    // A table that says required where the type can be absent: the type wins.
    sample!(Request Stubborn {
        host: Patch<String> = Field::required("host");
        port: Option<i64> = Field::required("port");
    });

    sample_unions!();

    impl TryFrom<response::Service> for Service {
        type Error = MissingFields;

        fn try_from(value: response::Service) -> Result<Self, MissingFields> {
            convert(&value)
        }
    }

    impl TryFrom<response::Tile> for Tile {
        type Error = MissingFields;

        fn try_from(value: response::Tile) -> Result<Self, MissingFields> {
            convert(&value)
        }
    }

    impl Service {
        pub fn new(
            name: impl Into<String>,
            port: i64,
            owner: Option<String>,
            buckets: Vec<Bucket>,
        ) -> Self {
            Self { name: name.into(), port, owner, buckets, ..Self::blank() }
        }
    }
}
