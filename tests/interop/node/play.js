// Plays the fourth way, two regions and two accounts, and its removal with the vendor's Node clients:
//
//     NODE_PATH=…/node_modules node play.js 127.0.0.1:8787
//
// What is built is built with the older client, which signs with V1; what is removed is removed with the current one, which signs with V3;
// the VPC API is called with its own current package. The server must be `cen simulate --seed world.yaml --pace reads:1`.
'use strict';

const assert = require('node:assert/strict');

const { default: OpenApi, $OpenApiUtil } = require('@alicloud/openapi-core');
const Pop = require('@alicloud/pop-core');
const { default: Vpc, ...vpcModels } = require('@alicloud/vpc20160428');

const address = process.argv[2];
const [A, B] = [1000000000000001, 1000000000000002];
const HUB = { ChildInstanceId: 'vpc-a1', ChildInstanceType: 'VPC', ChildInstanceRegionId: 'cn-beijing' };
const SHOP = { ChildInstanceId: 'vpc-b1', ChildInstanceType: 'VPC', ChildInstanceRegionId: 'us-east-1', ChildInstanceOwnerId: B };
const KEYS = { [A]: ['LTAIfakeA0000001', 'secretA'], [B]: ['LTAIfakeB0000001', 'secretB'] };
const MOST_READS = 10;
// Every class of character that the signature's encoding knows, those among them that Node's own encoding leaves alone.
const DESCRIPTION = "a*b+c d/~é中 50% &=?!'()";

const pop = (account, secret) => new Pop({
  accessKeyId: KEYS[account][0], accessKeySecret: secret ?? KEYS[account][1], endpoint: `http://${address}`, apiVersion: '2017-09-12',
});
const config = (account, more) => new $OpenApiUtil.Config({
  accessKeyId: KEYS[account][0], accessKeySecret: KEYS[account][1], endpoint: address, protocol: 'http', ...more,
});
const builder = pop(A);
const remover = new OpenApi(config(A));

/** Calls CBN with the older client: parameters in the query of a GET, or in the form of a POST. */
const v1 = (action, parameters, method = 'POST') => builder.request(action, parameters, { method });

/** Calls CBN with the current client by the action's name, as one does whose product has no package of its own. */
async function v3(action, query, client = remover) {
  const params = new $OpenApiUtil.Params({
    action, version: '2017-09-12', protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC',
    reqBodyType: 'formData', bodyType: 'json',
  });
  const answer = await client.callApi(params, new $OpenApiUtil.OpenApiRequest({ query: $OpenApiUtil.default.query(query) }), {});
  assert.equal(answer.statusCode, 200);
  return answer.body;
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

async function whoMayEnter() {
  await refused('a wrong secret under V1', () => pop(A, 'wrong').request('DescribeCens', {}), 400, 'SignatureDoesNotMatch');
  const wrong = new OpenApi(config(A, { accessKeySecret: 'wrong' }));
  await refused('a wrong secret under V3', () => v3('DescribeCens', {}, wrong), 400, 'SignatureDoesNotMatch');
  const nobody = new OpenApi(config(A, { accessKeyId: 'LTAInobody' }));
  await refused('an unknown key', () => v3('DescribeCens', {}, nobody), 404, 'InvalidAccessKeyId.NotFound');
  const temporary = { accessKeyId: 'STS.fakeB0000001', accessKeySecret: 'secretOfTheHour', type: 'sts', securityToken: 'CAIS+token/of=the hour' };
  const vpcs = await new Vpc(config(B, temporary)).describeVpcs(new vpcModels.DescribeVpcsRequest({ regionId: 'us-east-1' }));
  assert.deepEqual(vpcs.body.vpcs.vpc.map((vpc) => [vpc.vpcId, vpc.cidrBlock, vpc.ownerId]), [['vpc-b1', '10.2.0.0/16', B]]);
}

async function build() {
  const tags = { Tag: [{ Key: 'team', Value: 'net work' }] };
  const { CenId } = await v1('CreateCen', { Name: 'ocean', Description: DESCRIPTION, ...tags });
  const cens = async (method) => (await v1('DescribeCens', { Filter: [{ Key: 'CenId', Value: [CenId] }] }, method)).Cens.Cen;
  await walk('the new CEN', async () => (await cens('GET'))[0].Status, ['Creating', 'Active']);
  const [cen] = await cens('POST');
  assert.deepEqual([cen.Name, cen.Description, cen.Tags.Tag[0].Value], ['ocean', DESCRIPTION, 'net work']);
  const vpc = new Vpc(config(B));
  const grant = { regionId: 'us-east-1', cenId: CenId, cenOwnerId: A, instanceId: 'vpc-b1', instanceType: 'VPC' };
  await refused('an attachment without grant', () => v3('AttachCenChildInstance', { CenId, ...SHOP }), 409, 'Forbbiden.AttachChildInstanceAcrossUid');
  await vpc.grantInstanceToCen(new vpcModels.GrantInstanceToCenRequest(grant));
  for (const child of [HUB, SHOP]) {
    await v1('AttachCenChildInstance', { CenId, ...child });
    await walk(child.ChildInstanceId, () => childStatus(CenId, child), ['Attaching', 'Attached']);
  }
  const areas = { GeographicRegionAId: 'China', GeographicRegionBId: 'North-America' };
  const { CenBandwidthPackageId } = await v1('CreateCenBandwidthPackage', { ...areas, Bandwidth: 20, BandwidthPackageChargeType: 'POSTPAY' });
  await walk('the new package', packageStatus, ['gone', 'Idle']);
  await v1('AssociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  await walk('the package on its way to the CEN', packageStatus, ['Idle', 'InUse']);
  await v1('SetCenInterRegionBandwidthLimit', { CenId, LocalRegionId: 'us-east-1', OppositeRegionId: 'cn-beijing', BandwidthLimit: 15 });
  await walk('the limit', () => limitStatus(CenId), ['Modifying', 'Active']);
  return { CenId, CenBandwidthPackageId, vpc, grant };
}

async function childStatus(CenId, { ChildInstanceOwnerId, ...child }) {
  try {
    return (await v3('DescribeCenAttachedChildInstanceAttribute', { CenId, ...child })).Status;
  } catch (error) {
    assert.equal(error.code, 'ParameterInstanceId');
    return 'gone';
  }
}

async function packageStatus() {
  const [found] = (await v3('DescribeCenBandwidthPackages', {})).CenBandwidthPackages.CenBandwidthPackage;
  return found?.Status ?? 'gone';
}

async function limitStatus(CenId) {
  const answer = await v3('DescribeCenInterRegionBandwidthLimits', { CenId, PageSize: 50 });
  return answer.CenInterRegionBandwidthLimits.CenInterRegionBandwidthLimit[0]?.Status ?? 'gone';
}

async function remove({ CenId, CenBandwidthPackageId, vpc, grant }) {
  await v3('SetCenInterRegionBandwidthLimit', { CenId, LocalRegionId: 'cn-beijing', OppositeRegionId: 'us-east-1', BandwidthLimit: 0 });
  await walk('the limit', () => limitStatus(CenId), ['Modifying', 'gone']);
  await v3('UnassociateCenBandwidthPackage', { CenId, CenBandwidthPackageId });
  await walk('the package on its way from the CEN', packageStatus, ['InUse', 'Idle']);
  await v3('DeleteCenBandwidthPackage', { CenBandwidthPackageId });
  for (const child of [HUB, SHOP]) {
    await v3('DetachCenChildInstance', { CenId, ...child });
    await walk(child.ChildInstanceId, () => childStatus(CenId, child), ['Detaching', 'gone']);
  }
  await vpc.revokeInstanceFromCen(new vpcModels.RevokeInstanceFromCenRequest(grant));
  const rules = new vpcModels.DescribeGrantRulesToCenRequest({ regionId: 'us-east-1', instanceId: 'vpc-b1', instanceType: 'VPC' });
  assert.deepEqual((await vpc.describeGrantRulesToCen(rules)).body.cenGrantRules.cbnGrantRule, []);
  await v3('DeleteCen', { CenId });
  const status = async () => (await v3('DescribeCens', {})).Cens.Cen[0]?.Status ?? 'gone';
  await walk('the CEN', status, ['Deleting', 'gone']);
}

async function main() {
  await whoMayEnter();
  await remove(await build());
  console.log('played');
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
