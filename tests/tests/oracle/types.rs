//! A type generated from each schema file, in a module of its own.

use alipay_notify::AlipayNotify;

use crate::verdict::{Case, typed};

macro_rules! generated {
    ($($module:ident $name:ident $number:literal $file:literal)+) => {
        $(mod $module {
            /// Made from its schema.
            #[derive(alipay_notify::AlipayNotify)]
            #[alipay(schema = $file)]
            pub(super) struct $name;
        })+

        pub(crate) const CASES: &[Case] = &[$(Case {
            name: $number,
            file: include_str!(concat!("../../", $file)),
            spec: $module::$name::SPEC,
            typed: typed::<$module::$name>,
        }),+];
    };
}

generated! {
    o01 O01 "01" "oracle/schemas/01.json"
    o02 O02 "02" "oracle/schemas/02.json"
    o03 O03 "03" "oracle/schemas/03.json"
    o04 O04 "04" "oracle/schemas/04.json"
    o05 O05 "05" "oracle/schemas/05.json"
    o06 O06 "06" "oracle/schemas/06.json"
    o07 O07 "07" "oracle/schemas/07.json"
    o08 O08 "08" "oracle/schemas/08.json"
    o09 O09 "09" "oracle/schemas/09.json"
    o10 O10 "10" "oracle/schemas/10.json"
    o11 O11 "11" "oracle/schemas/11.json"
    o12 O12 "12" "oracle/schemas/12.json"
    o13 O13 "13" "oracle/schemas/13.json"
    o14 O14 "14" "oracle/schemas/14.json"
    o15 O15 "15" "oracle/schemas/15.json"
    o16 O16 "16" "oracle/schemas/16.json"
    o17 O17 "17" "oracle/schemas/17.json"
    o18 O18 "18" "oracle/schemas/18.json"
    o19 O19 "19" "oracle/schemas/19.json"
    o20 O20 "20" "oracle/schemas/20.json"
    o21 O21 "21" "oracle/schemas/21.json"
    o22 O22 "22" "oracle/schemas/22.json"
    o23 O23 "23" "oracle/schemas/23.json"
    o24 O24 "24" "oracle/schemas/24.json"
    o25 O25 "25" "oracle/schemas/25.json"
    o26 O26 "26" "oracle/schemas/26.json"
    o27 O27 "27" "oracle/schemas/27.json"
    o28 O28 "28" "oracle/schemas/28.json"
    o29 O29 "29" "oracle/schemas/29.json"
    o30 O30 "30" "oracle/schemas/30.json"
    o31 O31 "31" "oracle/schemas/31.json"
    o32 O32 "32" "oracle/schemas/32.json"
    o33 O33 "33" "oracle/schemas/33.json"
    o34 O34 "34" "oracle/schemas/34.json"
    o35 O35 "35" "oracle/schemas/35.json"
    o36 O36 "36" "oracle/schemas/36.json"
    o37 O37 "37" "oracle/schemas/37.json"
    o38 O38 "38" "oracle/schemas/38.json"
    o39 O39 "39" "oracle/schemas/39.json"
    o40 O40 "40" "oracle/schemas/40.json"
    o41 O41 "41" "oracle/schemas/41.json"
    o42 O42 "42" "oracle/schemas/42.json"
    o43 O43 "43" "oracle/schemas/43.json"
    o44 O44 "44" "oracle/schemas/44.json"
    o45 O45 "45" "oracle/schemas/45.json"
    o46 O46 "46" "oracle/schemas/46.json"
    o47 O47 "47" "oracle/schemas/47.json"
    o48 O48 "48" "oracle/schemas/48.json"
}
