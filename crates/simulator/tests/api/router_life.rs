//! The life of a CEN with transit routers, for the contract of their operations.

/// Two accounts with VPCs and border routers, and a closed service.
pub(crate) const SEED: &str = r#"
editions: enterprise
assume: { role: missing }
accounts:
  - id: "1000000000000001"
    keys: [{ id: keyA, secret: secretA }]
    vpcs:
      - { id: vpc-a1, region: cn-hangzhou, cidr: 10.1.0.0/16, vswitches: [{ id: vsw-a1, zone: cn-hangzhou-h, cidr: 10.1.1.0/28 }] }
    vbrs: [{ id: vbr-a1, region: cn-hangzhou, cidr: 192.168.0.0/16 }]
  - id: "1000000000000002"
    keys: [{ id: keyB, secret: secretB }]
    vpcs:
      - { id: vpc-b1, region: cn-shanghai, cidr: 10.2.0.0/16, vswitches: [{ id: vsw-b1, zone: cn-shanghai-f, cidr: 10.2.1.0/28 }] }
"#;

/// One call a line, as in the life of the Basic Edition; `{Name}` stands for the field of that name in the answer of the latest creation,
/// and `{Name 2}` for that of the second one.
pub(crate) const LIFE: &str = "\
A vpc CreateVSwitch RegionId=cn-hangzhou&VpcId=vpc-a1&ZoneId=cn-hangzhou-j&CidrBlock=10.1.0.0/28&Tag.1.Key=k&Tag.1.Value=v
A vpc ModifyVSwitchAttribute RegionId=cn-hangzhou&VSwitchId={VSwitchId}&VSwitchName=n
A vpc DescribeVSwitches RegionId=cn-hangzhou
A vpc DescribeVSwitchAttributes RegionId=cn-hangzhou&VSwitchId={VSwitchId}
A vpc DescribeVpcs RegionId=cn-hangzhou
A vpc DescribeVpcAttribute RegionId=cn-hangzhou&VpcId=vpc-a1
A cbn OpenTransitRouterService
A cbn CheckTransitRouterService
A ram GetRole RoleName=AliyunServiceRoleForCEN
B resourcemanager CreateServiceLinkedRole ServiceName=cen.aliyuncs.com
B cbn OpenTransitRouterService
A cbn ListTransitRouterAvailableResource RegionId=cn-shanghai
A cbn CreateCen Name=hub
A cbn CreateTransitRouter CenId={CenId}&RegionId=cn-shanghai
A cbn CreateTransitRouter CenId={CenId}&RegionId=cn-hangzhou&TransitRouterName=r&Tag.1.Key=k&Tag.1.Value=v
A cbn UpdateTransitRouter RegionId=cn-hangzhou&TransitRouterId={TransitRouterId 2}&TransitRouterName=s
A cbn ListTransitRouters CenId={CenId}
B cbn GrantInstanceToTransitRouter CenId={CenId}&CenOwnerId=1000000000000001&InstanceId=vpc-b1&InstanceType=VPC&RegionId=cn-shanghai
B cbn ModifyGrantInstanceToTransitRouter CenId={CenId}&InstanceId=vpc-b1&OrderType=PayByResourceOwner
B cbn DescribeGrantRulesToResource ResourceId=vpc-b1&ProductType=VPC
A cbn CreateTransitRouterVpcAttachment CenId={CenId}&TransitRouterId={TransitRouterId 1}&RegionId=cn-shanghai&VpcId=vpc-b1&VpcOwnerId=1000000000000002&ZoneMappings.1.ZoneId=cn-shanghai-f&ZoneMappings.1.VSwitchId=vsw-b1
A cbn ListGrantVSwitchesToCen CenId={CenId}&RegionId=cn-shanghai&VpcId=vpc-b1
A cbn CreateTransitRouterVpcAttachment CenId={CenId}&TransitRouterId={TransitRouterId 2}&RegionId=cn-hangzhou&VpcId=vpc-a1&ZoneMappings.1.ZoneId=cn-hangzhou-h&ZoneMappings.1.VSwitchId=vsw-a1&Tag.1.Key=k&Tag.1.Value=v
A cbn UpdateTransitRouterVpcAttachmentAttribute TransitRouterAttachmentId={TransitRouterAttachmentId 2}&AutoPublishRouteEnabled=true
A cbn UpdateTransitRouterVpcAttachmentZones TransitRouterAttachmentId={TransitRouterAttachmentId 2}&AddZoneMappings.1.ZoneId=cn-hangzhou-j&AddZoneMappings.1.VSwitchId={VSwitchId}
A cbn ListTransitRouterVpcAttachments CenId={CenId}&RegionId=cn-hangzhou
A cbn CreateTransitRouterVbrAttachment CenId={CenId}&TransitRouterId={TransitRouterId 2}&RegionId=cn-hangzhou&VbrId=vbr-a1&Tag.1.Key=k&Tag.1.Value=v
A cbn UpdateTransitRouterVbrAttachmentAttribute TransitRouterAttachmentId={TransitRouterAttachmentId 3}&AutoPublishRouteEnabled=true
A cbn ListTransitRouterVbrAttachments TransitRouterId={TransitRouterId 2}
A cbn CreateTransitRouterPeerAttachment CenId={CenId}&TransitRouterId={TransitRouterId 2}&PeerTransitRouterId={TransitRouterId 1}&AutoPublishRouteEnabled=true&BandwidthType=DataTransfer&Bandwidth=5&Tag.1.Key=k&Tag.1.Value=v
A cbn UpdateTransitRouterPeerAttachmentAttribute TransitRouterAttachmentId={TransitRouterAttachmentId 4}&Bandwidth=6
A cbn ListTransitRouterPeerAttachments TransitRouterId={TransitRouterId 1}
A cbn CreateTransitRouterRouteTable TransitRouterId={TransitRouterId 2}&TransitRouterRouteTableName=t&Tag.1.Key=k&Tag.1.Value=v
A cbn UpdateTransitRouterRouteTable TransitRouterRouteTableId={TransitRouterRouteTableId 1}&RouteTableOptions.MultiRegionECMP=enable
A cbn ListTransitRouterRouteTables TransitRouterId={TransitRouterId 2}
A cbn CreateTransitRouterRouteTable TransitRouterId={TransitRouterId 2}
A cbn AssociateTransitRouterAttachmentWithRouteTable TransitRouterAttachmentId={TransitRouterAttachmentId 2}&TransitRouterRouteTableId={TransitRouterRouteTableId 2}
A cbn ReplaceTransitRouterRouteTableAssociation TransitRouterAttachmentId={TransitRouterAttachmentId 2}&TransitRouterRouteTableId={TransitRouterRouteTableId 1}
A cbn EnableTransitRouterRouteTablePropagation TransitRouterAttachmentId={TransitRouterAttachmentId 3}&TransitRouterRouteTableId={TransitRouterRouteTableId 1}
A cbn ListTransitRouterRouteTableAssociations TransitRouterRouteTableId={TransitRouterRouteTableId 1}
A cbn ListTransitRouterRouteTablePropagations TransitRouterRouteTableId={TransitRouterRouteTableId 1}
A cbn CreateTransitRouterRouteEntry TransitRouterRouteTableId={TransitRouterRouteTableId 1}&TransitRouterRouteEntryDestinationCidrBlock=0.0.0.0/0&TransitRouterRouteEntryNextHopType=Attachment&TransitRouterRouteEntryNextHopId={TransitRouterAttachmentId 4}
A cbn UpdateTransitRouterRouteEntry TransitRouterRouteEntryId={TransitRouterRouteEntryId}&TransitRouterRouteEntryName=n
A cbn ListTransitRouterRouteEntries TransitRouterRouteTableId={TransitRouterRouteTableId 1}
A cbn CreateCenChildInstanceRouteEntryToAttachment CenId={CenId}&TransitRouterAttachmentId={TransitRouterAttachmentId 2}&RouteTableId=vtb-a1&DestinationCidrBlock=172.16.0.0/12
A cbn ListCenChildInstanceRouteEntriesToAttachment CenId={CenId}&TransitRouterAttachmentId={TransitRouterAttachmentId 2}&ChildInstanceRouteTableId=vtb-a1
A vpc DescribeRouteEntryList RegionId=cn-hangzhou&RouteTableId=vtb-a1
A cbn TagResources ResourceType=TRANSITROUTERVPCATTACHMENT&ResourceId.1={TransitRouterAttachmentId 2}&Tag.1.Key=a&Tag.1.Value=b
A cbn ListTagResources ResourceType=TransitRouterRouteTable&ResourceId.1={TransitRouterRouteTableId 1}
A cbn DeleteCenChildInstanceRouteEntryToAttachment CenId={CenId}&TransitRouterAttachmentId={TransitRouterAttachmentId 2}&RouteTableId=vtb-a1&DestinationCidrBlock=172.16.0.0/12
A cbn DeleteTransitRouterRouteEntry TransitRouterRouteEntryId={TransitRouterRouteEntryId}
A cbn DisableTransitRouterRouteTablePropagation TransitRouterAttachmentId={TransitRouterAttachmentId 3}&TransitRouterRouteTableId={TransitRouterRouteTableId 1}
A cbn DissociateTransitRouterAttachmentFromRouteTable TransitRouterAttachmentId={TransitRouterAttachmentId 2}&TransitRouterRouteTableId={TransitRouterRouteTableId 1}
A cbn DeleteTransitRouterRouteTable TransitRouterRouteTableId={TransitRouterRouteTableId 1}
A cbn DeleteTransitRouterRouteTable TransitRouterRouteTableId={TransitRouterRouteTableId 2}
A cbn DeleteTransitRouterPeerAttachment TransitRouterAttachmentId={TransitRouterAttachmentId 4}
A cbn DeleteTransitRouterVbrAttachment TransitRouterAttachmentId={TransitRouterAttachmentId 3}
A cbn DeleteTransitRouterVpcAttachment TransitRouterAttachmentId={TransitRouterAttachmentId 2}
A cbn DeleteTransitRouterVpcAttachment TransitRouterAttachmentId={TransitRouterAttachmentId 1}
A vpc DeleteVSwitch RegionId=cn-hangzhou&VSwitchId={VSwitchId}
B cbn RevokeInstanceFromTransitRouter CenId={CenId}&CenOwnerId=1000000000000001&InstanceId=vpc-b1&InstanceType=VPC&RegionId=cn-shanghai
A cbn DeleteTransitRouter TransitRouterId={TransitRouterId 1}
A cbn DeleteTransitRouter TransitRouterId={TransitRouterId 2}
A cbn DeleteCen CenId={CenId}";
