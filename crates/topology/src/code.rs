//! The codes of problems, each with its title. A page in docs/codes explains each.

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal;)*) => {
        /// The stable code of a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {$(#[doc = $title] $name,)*}

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it is printed, `CENnnn`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the code stands for.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    Encoding = "CEN001", "the file is not UTF-8";
    Empty = "CEN002", "the file is empty";
    TooLarge = "CEN003", "the file or what it expands to is too large";
    Syntax = "CEN004", "the file is not YAML";
    MergeKey = "CEN005", "merge keys are not part of the language";
    DuplicateKey = "CEN006", "a key is given twice";
    Secret = "CEN007", "a credential stands in the file";
    UnknownKey = "CEN010", "unknown key";
    MissingKey = "CEN011", "a required key is missing";
    WrongType = "CEN012", "a value has the wrong type";
    Role = "CEN013", "roles are not built yet";
    Version = "CEN020", "unknown version of the language";
    Name = "CEN021", "a name has the wrong form";
    NameTwice = "CEN022", "a name is used twice";
    Text = "CEN023", "a name or description is not one that the cloud takes";
    ControlCharacter = "CEN024", "a control character stands in the file";
    UnknownAccount = "CEN030", "unknown account";
    AccountId = "CEN031", "an account id has the wrong form";
    AccountTwice = "CEN032", "two accounts have one id";
    Selector = "CEN040", "a network is not selected in exactly one way";
    Cidr = "CEN041", "an address range has the wrong form";
    CidrOverlap = "CEN042", "managed networks overlap";
    NetworkTwice = "CEN043", "two networks have one id";
    UnknownRegion = "CEN044", "a region is not known offline";
    IdForm = "CEN045", "an id has the wrong form";
    UnknownNetwork = "CEN050", "unknown network";
    AttachedTwice = "CEN051", "a network is attached twice";
    Tags = "CEN052", "tags are not acceptable";
    Ignore = "CEN053", "an ignore entry has the wrong form";
    UnknownProtected = "CEN054", "a protected name is not declared";
    CenTwice = "CEN055", "two CENs have one id";
    Acknowledgement = "CEN056", "an acknowledgement is not described properly";
    Areas = "CEN060", "a group does not name two known areas";
    AreasTwice = "CEN061", "a pair of areas stands twice";
    Package = "CEN062", "a package is not described properly";
    Limit = "CEN063", "a limit is not described properly";
    OverAllocated = "CEN064", "limits exceed their package";
    PairTwice = "CEN065", "a pair of regions stands twice";
    NotAttached = "CEN066", "a region that is named has nothing attached";
    AreaMismatch = "CEN067", "the areas of a group do not fit a limit";
    PackageTwice = "CEN068", "a package is used twice";
    RoutedNetwork = "CEN070", "routes are asked of a network that cannot have them";
    RouteTwice = "CEN071", "a route stands twice";
    HealthCheck = "CEN072", "a health check is not described properly";
    PrivateZone = "CEN073", "an access to PrivateZone is not described properly";
    Service = "CEN074", "an access to a cloud service is not described properly";
    RouteMap = "CEN075", "a route map is not described properly";
}
