//! `Debug` prints the names of fields that a program writes.

use clickhouse_cloud::model::Field;
use codegen::ir::Shape;
use sdk_tests::document::API;

#[test]
fn the_client_and_the_generator_derive_the_same_names() {
    let mut compared = 0;
    for model in API.models.values() {
        let Shape::Object(object) = &model.shape else { continue };
        for field in &object.fields {
            if field.name.follows_from(&field.wire) {
                assert_eq!(Field::optional(&field.wire).rust_name(), field.name.as_str());
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared}");
}
