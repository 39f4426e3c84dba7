//! The structural schema of the language: which keys each block has, and the type of each value.

/// The form of a value.
pub(crate) enum Shape {
    Text,
    Integer,
    Bool,
    List(&'static Shape),
    Map(&'static Shape),
    /// A mapping with known keys, and an example of it.
    Struct(&'static [Field], &'static str),
    /// Text, or a mapping of this form.
    TextOr(&'static Shape),
}

/// A key, whether it is required, and the form of its value.
pub(crate) struct Field(
    pub(crate) &'static str,
    pub(crate) bool,
    pub(crate) &'static Shape,
);

use Shape::{Bool, Integer, List, Map, Struct, Text, TextOr};

const ACKNOWLEDGEMENT: Shape = Struct(
    &[
        Field("drift", true, &Text),
        Field("class", false, &Text),
        Field("until", true, &Text),
        Field("why", true, &Text),
    ],
    "{ drift: cen/backbone, until: 2026-12-31, why: … }",
);
const ACCOUNT: Shape = Struct(
    &[
        Field("id", true, &Text),
        Field("profile", false, &Text),
        Field("role", false, &Text),
        Field("via", false, &Text),
        Field("external-id", false, &Text),
        Field("session-name", false, &Text),
        Field("session-seconds", false, &Integer),
    ],
    "{ id: \"1250000000000001\" }",
);
const VSWITCH: Shape = Struct(
    &[Field("zone", true, &Text), Field("cidr", true, &Text)],
    "{ zone: cn-hangzhou-j, cidr: 10.0.255.224/28 }",
);
const NETWORK: Shape = Struct(
    &[
        Field("account", true, &Text),
        Field("region", true, &Text),
        Field("id", false, &Text),
        Field("name", false, &Text),
        Field("cidr", false, &Text),
        Field("description", false, &Text),
        Field("was", false, &Text),
        Field("vswitches", false, &List(&TextOr(&VSWITCH))),
    ],
    "{ account: main, region: cn-hangzhou, id: vpc-… }",
);
const PACKAGE: Shape = Struct(
    &[
        Field("id", false, &Text),
        Field("mbps", false, &Integer),
        Field("charge", false, &Text),
        Field("months", false, &Integer),
        Field("auto-renew", false, &Bool),
    ],
    "{ mbps: 20, charge: postpaid }",
);
const LIMIT: Shape = Struct(
    &[
        Field("between", false, &List(&Text)),
        Field("among", false, &List(&Text)),
        Field("mbps", true, &Integer),
    ],
    "{ between: [cn-hangzhou, eu-central-1], mbps: 10 }",
);
const GROUP: Shape = Struct(
    &[
        Field("areas", false, &List(&Text)),
        Field("was", false, &Text),
        Field("package", false, &PACKAGE),
        Field("charge", false, &Text),
        Field("link", false, &Text),
        Field("limits", false, &List(&LIMIT)),
    ],
    "{ areas: [china, europe], package: { … }, limits: [ … ] }",
);
const HEALTH_CHECK: Shape = Struct(
    &[
        Field("target", true, &Text),
        Field("source", false, &Text),
        Field("interval", false, &Integer),
        Field("threshold", false, &Integer),
    ],
    "{ target: 10.0.0.2 }",
);
const PRIVATE_ZONE: Shape = Struct(
    &[
        Field("host", true, &Text),
        Field("from", true, &List(&Text)),
    ],
    "{ host: hub, from: [cn-hangzhou] }",
);
const SERVICE: Shape = Struct(
    &[
        Field("host", true, &Text),
        Field("via", true, &Text),
        Field("from", true, &List(&Text)),
    ],
    "{ host: 100.118.28.0/24, via: hub, from: [cn-beijing] }",
);
const ROUTE_END: Shape = Struct(
    &[
        Field("networks", false, &List(&Text)),
        Field("other-than", false, &List(&Text)),
        Field("kinds", false, &List(&Text)),
        Field("regions", false, &List(&Text)),
        Field("tables", false, &List(&Text)),
    ],
    "{ networks: [hub] }",
);
const TEXTS: Shape = Struct(
    &[
        Field("include", false, &List(&Text)),
        Field("exactly", false, &List(&Text)),
    ],
    "{ include: [ … ] }",
);
const NUMBERS: Shape = Struct(
    &[
        Field("include", false, &List(&Integer)),
        Field("exactly", false, &List(&Integer)),
    ],
    "{ include: [65501] }",
);
const COMMUNITIES: Shape = Struct(
    &[
        Field("add", false, &List(&Text)),
        Field("replace", false, &List(&Text)),
    ],
    "{ add: [\"65501:1\"] }",
);
const ROUTE_EDIT: Shape = Struct(
    &[
        Field("preference", false, &Integer),
        Field("prepend", false, &List(&Integer)),
        Field("communities", false, &COMMUNITIES),
    ],
    "{ preference: 20 }",
);
const ROUTE_MAP: Shape = Struct(
    &[
        Field("in", false, &Text),
        Field("out", false, &Text),
        Field("priority", true, &Integer),
        Field("action", true, &Text),
        Field("description", false, &Text),
        Field("from", false, &ROUTE_END),
        Field("to", false, &ROUTE_END),
        Field("types", false, &List(&Text)),
        Field("cidrs", false, &TEXTS),
        Field("as-path", false, &NUMBERS),
        Field("communities", false, &TEXTS),
        Field("set", false, &ROUTE_EDIT),
        Field("next", false, &Integer),
    ],
    "{ in: cn-hangzhou, priority: 10, action: deny }",
);
const ATTACHMENT_OPTIONS: Shape = Struct(
    &[
        Field("routes", false, &Text),
        Field("appliance", false, &Bool),
    ],
    "{ routes: own }",
);
const ROUTER: Shape = Struct(
    &[
        Field("name", false, &Text),
        Field("description", false, &Text),
        Field("tags", false, &Map(&Text)),
    ],
    "{ name: backbone-hangzhou }",
);
const CEN: Shape = Struct(
    &[
        Field("account", true, &Text),
        Field("id", false, &Text),
        Field("was", false, &Text),
        Field("name", false, &Text),
        Field("description", false, &Text),
        Field("tags", false, &Map(&Text)),
        Field("attach", false, &List(&Text)),
        Field("bandwidth", false, &List(&GROUP)),
        Field("publish", false, &Map(&List(&Text))),
        Field("health-checks", false, &Map(&HEALTH_CHECK)),
        Field("private-zone", false, &List(&PRIVATE_ZONE)),
        Field("services", false, &List(&SERVICE)),
        Field("route-maps", false, &List(&ROUTE_MAP)),
        Field("attachments", false, &Map(&ATTACHMENT_OPTIONS)),
        Field("routers", false, &Map(&ROUTER)),
        Field("ignore", false, &List(&Text)),
    ],
    "{ account: main, attach: [hub] }",
);
/// The keys of the file.
pub(crate) const DOCUMENT: &[Field] = &[
    Field("version", true, &Integer),
    Field("name", true, &Text),
    Field("was", false, &Text),
    Field("accounts", true, &Map(&ACCOUNT)),
    Field("vpcs", false, &Map(&NETWORK)),
    Field("vbrs", false, &Map(&NETWORK)),
    Field("ccns", false, &Map(&NETWORK)),
    Field("cens", true, &Map(&CEN)),
    Field("protect", false, &List(&Text)),
    Field("acknowledge", false, &List(&ACKNOWLEDGEMENT)),
];
