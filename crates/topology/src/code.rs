//! The codes of problems, each with its title. A page in docs/codes explains each.

macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal;)*) => {
        /// The stable code of a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {$(#[doc = $title] $name,)*}

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the code as it is printed, `CENnnn`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Returns what the code stands for.
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
    Secret = "CEN007", "the file contains a credential";
    UnknownKey = "CEN010", "unknown key";
    MissingKey = "CEN011", "a required key is missing";
    WrongType = "CEN012", "a value has the wrong type";
    Role = "CEN013", "the role of an account is incorrect";
    Version = "CEN020", "unknown version of the language";
    Name = "CEN021", "a name has the wrong form";
    NameTwice = "CEN022", "a name is used twice";
    Text = "CEN023", "the cloud refuses a name or description";
    ControlCharacter = "CEN024", "the file contains a control character";
    UnknownAccount = "CEN030", "unknown account";
    AccountId = "CEN031", "an account id has the wrong form";
    AccountTwice = "CEN032", "two accounts have the same id";
    Selector = "CEN040", "a network is not found in exactly one way";
    Cidr = "CEN041", "an address range is not acceptable";
    CidrOverlap = "CEN042", "managed VPCs overlap";
    NetworkTwice = "CEN043", "two networks have the same id";
    UnknownRegion = "CEN044", "a region is not in the built-in table";
    IdForm = "CEN045", "an id has the wrong form";
    UnknownNetwork = "CEN050", "unknown network";
    AttachedTwice = "CEN051", "a network is attached twice";
    Tags = "CEN052", "tags are not acceptable";
    Ignore = "CEN053", "an ignore entry has the wrong form";
    UnknownProtected = "CEN054", "a protected name is not declared";
    CenTwice = "CEN055", "two CENs have the same id";
    Acknowledgement = "CEN056", "an acknowledgement is incorrect";
    Areas = "CEN060", "a group does not name two known areas";
    AreasTwice = "CEN061", "two groups have the same areas";
    Package = "CEN062", "a bandwidth package is incorrect";
    Limit = "CEN063", "a limit is incorrect";
    OverAllocated = "CEN064", "limits exceed their package";
    PairTwice = "CEN065", "a pair of regions has two limits";
    NotAttached = "CEN066", "a region has no attached network";
    AreaMismatch = "CEN067", "a limit is in the group of other areas";
    PackageTwice = "CEN068", "a package is used twice";
    RoutedNetwork = "CEN070", "a network cannot be used for routes here";
    RouteTwice = "CEN071", "a route is published twice";
    HealthCheck = "CEN072", "a health check is incorrect";
    PrivateZone = "CEN073", "an access to PrivateZone is incorrect";
    Service = "CEN074", "an access to a cloud service is incorrect";
    RouteMap = "CEN075", "a route map is incorrect";
    Vswitches = "CEN080", "the vSwitches of a VPC are incorrect";
    GroupCharge = "CEN081", "it is not clear how a group is paid for";
    Transit = "CEN088", "a setting of a transit router or of an attachment is incorrect";
    Layout = "CEN090", "the file cannot be laid out without a loss";
    Was = "CEN091", "`was` does not name an earlier key";
    WasTwice = "CEN092", "two parts were the same before";
}
