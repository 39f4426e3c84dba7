// Plays the fourth way on transit routers, and its removal, with the vendor's Node clients:
//
//     NODE_PATH=…/node_modules node routers.js 127.0.0.1:8787
//
// What is built is built with the older client, which signs with V1; what is removed is removed with the current one, which signs with V3.
// The server must be `cen simulate --seed world-enterprise.yaml --pace reads:1`.
'use strict';

const assert = require('node:assert/strict');

const { default: OpenApi, $OpenApiUtil } = require('@alicloud/openapi-core');
const Pop = require('@alicloud/pop-core');
const { default: Vpc, ...vpcModels } = require('@alicloud/vpc20160428');

const address = process.argv[2];
const [A, B] = [1000000000000001, 1000000000000002];
const KEYS = { [A]: ['LTAIfakeA0000001', 'secretA'], [B]: ['LTAIfakeB0000001', 'secretB'] };
const [HUB, SHOP] = ['cn-beijing', 'us-east-1'];
const VPCS = { [HUB]: ['vpc-a1', A], [SHOP]: ['vpc-b1', B] };
const MOST_READS = 10;

const config = (account) => new $OpenApiUtil.Config({
  accessKeyId: KEYS[account][0], accessKeySecret: KEYS[account][1], endpoint: address, protocol: 'http',
});

/** Calls CBN with the older client. */
const v1 = (action, parameters, account = A) => new Pop({
  accessKeyId: KEYS[account][0], accessKeySecret: KEYS[account][1], endpoint: `http://${address}`, apiVersion: '2017-09-12',
}).request(action, parameters, { method: 'POST' });

/** Calls CBN with the current client by the action's name. */
async function v3(action, query, account = A) {
  const params = new $OpenApiUtil.Params({
    action, version: '2017-09-12', protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC',
    reqBodyType: 'formData', bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: $OpenApiUtil.default.query(query) });
  return (await new OpenApi(config(account)).callApi(params, request, {})).body;
}

/** The states that reads show until the last of `wanted`. */
async function walk(what, read, wanted) {
  const seen = [];
  for (let reads = 0; reads < MOST_READS && seen.at(-1) !== wanted.at(-1); reads++) {
    const state = await read();
    if (seen.at(-1) !== state) seen.push(state);
  }
  assert.deepEqual(seen, wanted, what);
}

async function refused(what, call, status, code) {
  const error = await call().then((answer) => assert.fail(`${what}: not refused but answered: ${JSON.stringify(answer)}`), (thrown) => thrown);
  assert.deepEqual([error.statusCode ?? error.entry.response.statusCode, error.code], [status, code], `${what}: ${error}`);
}

/** A reader of the state of the one thing that a list shows. */
const status = (action, rows, query) => async () => (await v3(action, query))[rows][0]?.Status ?? 'gone';
const router = (RegionId, { CenId, TransitRouterId }) => status('ListTransitRouters', 'TransitRouters', { RegionId, CenId, TransitRouterId });
const attached = (kind, RegionId, CenId, TransitRouterAttachmentId) =>
  status(`ListTransitRouter${kind}Attachments`, 'TransitRouterAttachments', { RegionId, CenId, TransitRouterAttachmentId });
const joined = (what, pair) => status(`ListTransitRouterRouteTable${what}s`, `TransitRouter${what}s`, pair);
const cenStatus = async () => (await v3('DescribeCens', {})).Cens.Cen[0]?.Status ?? 'gone';
const packageStatus = async () =>
  (await v3('DescribeCenBandwidthPackages', {})).CenBandwidthPackages.CenBandwidthPackage[0]?.Status ?? 'gone';

async function use(TransitRouterAttachmentId, TransitRouterRouteTableId) {
  const pair = { TransitRouterAttachmentId, TransitRouterRouteTableId };
  await v1('AssociateTransitRouterAttachmentWithRouteTable', pair);
  await v1('EnableTransitRouterRouteTablePropagation', pair);
  await walk('an association', joined('Association', pair), ['Associating', 'Active']);
  await walk('a propagation', joined('Propagation', pair), ['Enabling', 'Active']);
}

async function unuse(TransitRouterAttachmentId, TransitRouterRouteTableId) {
  const pair = { TransitRouterAttachmentId, TransitRouterRouteTableId };
  await v3('DisableTransitRouterRouteTablePropagation', pair);
  await walk('a propagation', joined('Propagation', pair), ['Disabling', 'gone']);
  await v3('DissociateTransitRouterAttachmentFromRouteTable', pair);
  await walk('an association', joined('Association', pair), ['Dissociating', 'gone']);
}

/** A router of a region, with its system table. */
async function createRouter(CenId, RegionId) {
  const { TransitRouterId } = await v1('CreateTransitRouter', { CenId, RegionId });
  await walk(`the router of ${RegionId}`, router(RegionId, { CenId, TransitRouterId }), ['Creating', 'Active']);
  const tables = await v1('ListTransitRouterRouteTables', { TransitRouterId, TransitRouterRouteTableType: 'System' });
  return { TransitRouterId, table: tables.TransitRouterRouteTables[0].TransitRouterRouteTableId };
}

/** Attaches the VPC of a region through all its vSwitches. */
async function attach(CenId, RegionId, TransitRouterId) {
  const [VpcId, VpcOwnerId] = VPCS[RegionId];
  const request = new vpcModels.DescribeVSwitchesRequest({ regionId: RegionId, vpcId: VpcId });
  const vswitches = (await new Vpc(config(VpcOwnerId)).describeVSwitches(request)).body.vSwitches.vSwitch;
  const ZoneMappings = vswitches.map((vswitch) => ({ ZoneId: vswitch.zoneId, VSwitchId: vswitch.vSwitchId }));
  const own = { CenId, RegionId, TransitRouterId, VpcId, VpcOwnerId, ZoneMappings, AutoPublishRouteEnabled: true };
  return (await v1('CreateTransitRouterVpcAttachment', own)).TransitRouterAttachmentId;
}

async function build() {
  for (const account of [A, B]) await v1('OpenTransitRouterService', {}, account);
  const { CenId } = await v1('CreateCen', { Name: 'ocean' });
  await walk('the new CEN', cenStatus, ['Creating', 'Active']);
  const routers = {};
  for (const region of [HUB, SHOP]) routers[region] = await createRouter(CenId, region);
  const grant = { CenId, CenOwnerId: A, InstanceId: VPCS[SHOP][0], InstanceType: 'VPC', RegionId: SHOP };
  const early = () => attach(CenId, SHOP, routers[SHOP].TransitRouterId);
  await refused('an attachment without grant', early, 409, 'Forbbiden.AttachChildInstanceAcrossUid');
  await v1('GrantInstanceToTransitRouter', grant, B);
  for (const region of [HUB, SHOP]) {
    const held = routers[region];
    held.attachment = await attach(CenId, region, held.TransitRouterId);
    await walk(VPCS[region][0], attached('Vpc', region, CenId, held.attachment), ['Attaching', 'Attached']);
    await use(held.attachment, held.table);
  }
  const areas = { GeographicRegionAId: 'China', GeographicRegionBId: 'North-America' };
  const { CenBandwidthPackageId } = await v1('CreateCenBandwidthPackage', { ...areas, Bandwidth: 20, BandwidthPackageChargeType: 'POSTPAY' });
  await walk('the new package', packageStatus, ['gone', 'Idle']);
  await v1('AssociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  await walk('the package on its way to the CEN', packageStatus, ['Idle', 'InUse']);
  const { TransitRouterAttachmentId: link } = await v1('CreateTransitRouterPeerAttachment', {
    CenId, RegionId: HUB, TransitRouterId: routers[HUB].TransitRouterId, PeerTransitRouterId: routers[SHOP].TransitRouterId,
    PeerTransitRouterRegionId: SHOP, BandwidthType: 'BandwidthPackage', CenBandwidthPackageId, Bandwidth: 15, AutoPublishRouteEnabled: true,
  });
  await walk('the link', attached('Peer', HUB, CenId, link), ['Attaching', 'Attached']);
  for (const region of [HUB, SHOP]) await use(link, routers[region].table);
  return { CenId, CenBandwidthPackageId, routers, link, grant };
}

async function remove({ CenId, CenBandwidthPackageId, routers, link, grant }) {
  for (const region of [HUB, SHOP]) {
    await unuse(link, routers[region].table);
    await unuse(routers[region].attachment, routers[region].table);
  }
  await v3('DeleteTransitRouterPeerAttachment', { TransitRouterAttachmentId: link });
  await walk('the link', attached('Peer', HUB, CenId, link), ['Detaching', 'gone']);
  for (const region of [HUB, SHOP]) {
    const { attachment } = routers[region];
    await v3('DeleteTransitRouterVpcAttachment', { TransitRouterAttachmentId: attachment });
    await walk(VPCS[region][0], attached('Vpc', region, CenId, attachment), ['Detaching', 'gone']);
  }
  await v3('RevokeInstanceFromTransitRouter', grant, B);
  for (const region of [HUB, SHOP]) {
    const { TransitRouterId } = routers[region];
    await v3('DeleteTransitRouter', { TransitRouterId });
    await walk(`the router of ${region}`, router(region, { CenId, TransitRouterId }), ['Deleting', 'gone']);
  }
  await v3('UnassociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  await walk('the package on its way from the CEN', packageStatus, ['InUse', 'Idle']);
  await v3('DeleteCenBandwidthPackage', { CenBandwidthPackageId });
  await v3('DeleteCen', { CenId });
  await walk('the CEN', cenStatus, ['Deleting', 'gone']);
}

build().then(remove).then(() => console.log('played')).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
